/** Draws, look-backs and hints on the wire. */
import type { Schemas } from "@/api/typed";

export type DrawBrief = Schemas["DrawBriefOut"];
export type Draw = Schemas["DrawOut"];
export type LookBack = Schemas["LookBackOut"];
export type LookBackLine = Schemas["LookBackLineOut"];
export type Relocation = Schemas["RelocationOut"];
export type Signals = Schemas["SignalsOut"];
export type Recheck = Schemas["RecheckOut"];
