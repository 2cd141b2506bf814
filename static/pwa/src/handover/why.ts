/** Why a case may be the one that a row means, in words. */
import { i18n } from "@/i18n";
import type { Row } from "./types";
import "./words";

type Reasoned = Pick<Row["candidates"][number], "reason" | "distance_m" | "share">;

export function why(one: Reasoned): string {
  const t = i18n.global.t;
  if (one.reason === "place") return t("handover.why.place", { m: one.distance_m ?? 0 });
  return one.reason === "words" ? t("handover.why.words", { n: one.share ?? 0 }) : t("handover.why.number");
}
