/** What the administrators' pages ask of the server: units, people, one-time tokens and roles. */
import { api } from "@/api/client";
import type { Schemas } from "@/api/typed";
import type { Grant, Page, Person, Role, Unit } from "@/api/types";

export type { Grant, Person };

export interface UnitDraft {
  code: string;
  name: string;
  kind: string;
  parent_id: number | null;
}
export interface PersonDraft {
  username: string;
  name: string;
  unit_id: number | null;
  phone: string | null;
}
export interface GrantDraft {
  role: Role;
  unit_id: number;
  grid_id: number | null;
  valid_from: string | null;
  valid_to: string | null;
}
export type ResetToken = Pick<Schemas["Reset"], "reset_token"> & Partial<Schemas["Reset"]>;
export type NewPerson = Schemas["NewPerson"];

export const createUnit = (draft: UnitDraft): Promise<Unit> => api.post("/units", draft);
export const changeUnit = (id: number, part: Partial<UnitDraft> & { active?: boolean }): Promise<Unit> =>
  api.patch("/units/{unit_id}", part, { path: { unit_id: id } });

/** Administrators get every person in full. */
export const findPeople = async (query: { q: string; unit: string; cursor: string | null }): Promise<Page<Person>> =>
  (await api.get("/people", { query: { ...query, limit: 30 } })) as Page<Person>;
export const createPerson = (draft: PersonDraft): Promise<NewPerson> => api.post("/people", draft);
export const changePerson = (
  id: number,
  part: Partial<Omit<PersonDraft, "username">> & { active?: boolean },
): Promise<Person> => api.patch("/people/{person_id}", part, { path: { person_id: id } });
export const resetPerson = (id: number): Promise<ResetToken> =>
  api.post("/people/{person_id}/reset", undefined, { path: { person_id: id } });
export const confirmReset = (id: number): Promise<void> =>
  api.post("/people/{person_id}/reset/confirm", undefined, { path: { person_id: id } });

export const giveGrant = (person: number, draft: GrantDraft): Promise<Grant> =>
  api.post("/people/{person_id}/grants", draft, { path: { person_id: person } });
export const endGrant = (person: number, grant: number): Promise<Grant> =>
  api.delete("/people/{person_id}/grants/{grant_id}", { path: { person_id: person, grant_id: grant } });
export const confirmGrant = (person: number, grant: number): Promise<Grant> =>
  api.post("/people/{person_id}/grants/{grant_id}/confirm", undefined, { path: { person_id: person, grant_id: grant } });
