/** How the state of a delivery looks, and its reason in words. */
import type { ItemState, OutboxItem } from "@/db/rows";
import { i18n } from "@/i18n";
import type { IconName } from "@/shell/icons";
import "./words";

export const LOOKS: Record<ItemState, { tone: string; icon: IconName }> = {
  queued: { tone: "", icon: "clock" },
  uploading: { tone: "", icon: "upload" },
  retry: { tone: "warn", icon: "clock" },
  auth: { tone: "warn", icon: "lock" },
  conflict: { tone: "bad", icon: "alert" },
  failed: { tone: "bad", icon: "alert" },
  done: { tone: "ok", icon: "check" },
};

/** The sentence for a code; an unknown one is named, with the server's own words when it gave some. */
export function wordsFor(code: string, detail: string | null): string {
  const { t, te, locale } = i18n.global;
  for (const key of [`outbox.refused.${code}`, `cases.refused.${code}`, `refusals.${code}`]) if (te(key, "zh-CN")) return t(key);
  if (detail) return locale.value === "en" ? detail : t("api.with_detail", { detail });
  return t("api.with_code", { code });
}

export function reasonOf(item: OutboxItem): string {
  return item.reason && item.state !== "done" ? wordsFor(item.reason, item.detail) : "";
}
