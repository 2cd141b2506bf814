/** Samples on the wire. */
import type { Schemas } from "@/api/typed";

export type SampleLine = Schemas["SampleLineOut"];
export type SampleCase = Schemas["SampleCaseOut"];
export type Sample = Schemas["SampleOut"];
export type SampleVerdict = NonNullable<SampleCase["verdict"]>;
export const VERDICTS: readonly SampleVerdict[] = ["pass", "question", "fail"];
