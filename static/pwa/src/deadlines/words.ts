/** The words of deadlines, which travel with the pages of a case; English comes with the rest of the English words. */
import { i18n, type Words } from "@/i18n";
import chinese from "./locale/zh-CN.json";

i18n.global.mergeLocaleMessage("zh-CN", { deadlines: chinese satisfies Words });
