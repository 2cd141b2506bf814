/** What the administrators' pages ask of the server: units, people, one-time tokens and roles. */
import { api } from "@/api/client";
import type { GrantRow, Page, PersonRow, Role, Unit } from "@/api/types";

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
/** `state`: an administrator's role begins and ends only when a second administrator confirms. */
export interface Grant extends GrantRow {
  state?: "in_force" | "future" | "ended" | "awaits_confirmation" | "end_awaits_confirmation";
}
export interface Person extends PersonRow {
  grants: Grant[];
}
export interface GrantDraft {
  role: Role;
  unit_id: number;
  grid_id: number | null;
  valid_from: string | null;
  valid_to: string | null;
}
export interface ResetToken {
  reset_token: string;
  awaits_confirmation?: boolean;
}

export const createUnit = (draft: UnitDraft): Promise<Unit> => api.post<Unit>("/units", draft);
export const changeUnit = (id: number, part: Partial<UnitDraft> & { active?: boolean }): Promise<Unit> =>
  api.patch<Unit>(`/units/${id}`, part);

export const findPeople = (query: { q: string; unit: string; cursor: string | null }): Promise<Page<Person>> =>
  api.get<Page<Person>>("/people", { query: { ...query, limit: 30 } });
export const createPerson = (draft: PersonDraft): Promise<Person & ResetToken> => api.post("/people", draft);
export const changePerson = (
  id: number,
  part: Partial<Omit<PersonDraft, "username">> & { active?: boolean },
): Promise<Person> => api.patch(`/people/${id}`, part);
export const resetPerson = (id: number): Promise<ResetToken> => api.post(`/people/${id}/reset`);
export const confirmReset = (id: number): Promise<void> => api.post(`/people/${id}/reset/confirm`);

export const giveGrant = (person: number, draft: GrantDraft): Promise<Grant> =>
  api.post(`/people/${person}/grants`, draft);
export const endGrant = (person: number, grant: number): Promise<Grant> =>
  api.delete(`/people/${person}/grants/${grant}`);
export const confirmGrant = (person: number, grant: number): Promise<Grant> =>
  api.post(`/people/${person}/grants/${grant}/confirm`);
