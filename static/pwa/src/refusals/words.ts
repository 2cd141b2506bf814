/** A sentence for each code of a refused request. Loaded right after the start, so that the first page need not wait for it. */
import { i18n, type Words } from "@/i18n";
import chinese from "./locale/zh-CN.json";

i18n.global.mergeLocaleMessage("zh-CN", { refusals: chinese satisfies Words });
