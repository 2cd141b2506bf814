/** The words of entering and looking after the registry travel with its desks; nobody needs them in the field. */
import { i18n, type Words } from "@/i18n";
import chinese from "./locale/zh-CN.json";

i18n.global.mergeLocaleMessage("zh-CN", { enrol: chinese satisfies Words });
