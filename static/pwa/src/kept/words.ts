/** Words about what the phone keeps and when it cannot; they travel with the few places that say them. */
import { i18n, type Words } from "@/i18n";
import chinese from "./locale/zh-CN.json";

i18n.global.mergeLocaleMessage("zh-CN", { kept: chinese satisfies Words });
