/** The words of the people's and units' desks travel with their pages; English comes with the rest of the English words. */
import { i18n, type Words } from "@/i18n";
import chinese from "./locale/zh-CN.json";

i18n.global.mergeLocaleMessage("zh-CN", { admin: chinese satisfies Words });
