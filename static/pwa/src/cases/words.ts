/** The words of cases, which travel with the pages that speak of them; the first page needs none. */
import { i18n, type Words } from "@/i18n";
import chinese from "./locale/zh-CN.json";

i18n.global.mergeLocaleMessage("zh-CN", { cases: chinese satisfies Words });
