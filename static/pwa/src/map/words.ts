/** The map's words, which travel with the pages that draw one; English comes with the rest of the English words. */
import { i18n, type Words } from "@/i18n";
import chinese from "./locale/zh-CN.json";

i18n.global.mergeLocaleMessage("zh-CN", { map: chinese satisfies Words });
