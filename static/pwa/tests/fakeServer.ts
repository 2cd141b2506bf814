/** A server in memory with the wire contract's rules, and faults on demand: an answer lost after the work was done. */
import { Problem, networkProblem } from "@/api/problem";
import type { Case, Photo, ReportBody } from "@/api/types";
import { hex, sha256 } from "@/evidence/hash";
import type { Sending } from "@/evidence/upload";
import type { Acted, Server } from "@/outbox/server";

interface Stored {
  sha256: string;
  size: number;
  data: Uint8Array;
  offset: number;
}

export class FakeServer implements Server {
  person: number | null = 1;
  reports = new Map<string, string>();
  photos = new Map<string, Stored>();
  log: string[] = [];
  /** Names of calls whose answer is lost once, after their effect. */
  lose: string[] = [];
  /** Bytes an upload gets through before the link breaks, per attempt. */
  breakAfter: number[] = [];
  /** Problems to answer with instead of working, per call name. */
  refuse = new Map<string, Problem[]>();

  private enter(call: string, id: string): void {
    this.log.push(`${call} ${id}`);
    if (this.person === null) throw new Problem("not_signed_in", 401, "Sign in first.");
    const refusal = this.refuse.get(call)?.shift();
    if (refusal) throw refusal;
  }

  private leave(call: string): void {
    const at = this.lose.indexOf(call);
    if (at < 0) return;
    this.lose.splice(at, 1);
    throw networkProblem();
  }

  async whoAmI(): Promise<number> {
    this.enter("me", "");
    return this.person!;
  }

  async putReport(id: string, body: string) {
    this.enter("report", id);
    const known = this.reports.get(id);
    if (known !== undefined && known !== body) throw new Problem("report_conflict", 409, "Another body.");
    this.reports.set(id, body);
    for (const photo of (JSON.parse(body) as ReportBody).photos) this.expect(photo.id, photo.sha256, photo.size);
    this.leave("report");
    return { id, case_id: id, number: "LY-1", received_at: "", log_index: 1, leaf_hash: "" };
  }

  async putVisit(id: string, body: string) {
    this.enter("visit", id);
    for (const item of (JSON.parse(body) as { items: ReportBody[] }).items) {
      for (const photo of item.photos) this.expect(photo.id, photo.sha256, photo.size);
    }
    this.leave("visit");
    return { log_index: 2, leaf_hash: "" };
  }

  async announce(id: string, body: string): Promise<void> {
    this.enter("announce", id);
    const { sha256: hash, size } = JSON.parse(body) as { sha256: string; size: number };
    this.expect(id, hash, size);
    this.leave("announce");
  }

  private expect(id: string, hash: string, size: number): void {
    if (!this.photos.has(id)) this.photos.set(id, { sha256: hash, size, data: new Uint8Array(size), offset: 0 });
  }

  /** Cases by id: their version, and who has moved them. */
  cases = new Map<string, { version: number; done: string[] }>();
  private outcomes = new Map<string, Acted>();

  private caseNow(id: string): Case {
    const { version, done } = this.cases.get(id)!;
    return { id, number: "LY-1", version, status: done.at(-1) ?? "reported", updated_at: "" } as unknown as Case;
  }

  async act(path: string, body: string, version: number, key: string): Promise<Acted> {
    this.enter("act", path);
    const known = this.outcomes.get(key);
    if (known) return known;
    const [, , id, , action] = path.split("/");
    const held = this.cases.get(id!)!;
    if (held.version !== version) throw new Problem("stale_version", 409, "", { case: this.caseNow(id!) });
    held.version += 1;
    held.done.push(`${action} ${body}`);
    const outcome = { case: this.caseNow(id!), log_index: 1 };
    this.outcomes.set(key, outcome);
    this.leave("act");
    return outcome;
  }

  async upload(photo: Sending): Promise<void> {
    this.enter("upload", photo.id);
    const stored = this.photos.get(photo.id);
    if (!stored) throw new Problem("photo_not_announced", 404, "");
    const start = photo.begun ? stored.offset : 0;
    if (start !== stored.offset) throw new Problem("offset_conflict", 409, "");
    const end = Math.min(stored.size, start + (this.breakAfter.shift() ?? stored.size));
    stored.data.set(new Uint8Array(photo.data.slice(start, end)), start);
    stored.offset = end;
    photo.onSent(end);
    if (end < stored.size) throw networkProblem();
    this.leave("upload");
  }

  async photo(id: string): Promise<Photo> {
    this.enter("photo", id);
    const stored = this.photos.get(id);
    if (!stored) throw new Problem("not_found", 404, "");
    const whole = stored.offset === stored.size;
    const hash = whole ? hex(await sha256(stored.data.slice().buffer as ArrayBuffer)) : "";
    const receipt = whole ? { sha256: hash, size: stored.size, received_at: "", log_index: 2, leaf_hash: "", checkpoint: null } : null;
    this.leave("photo");
    return { id, state: whole ? "stored" : "awaited", receipt, quarantine_reason: null } as unknown as Photo;
  }
}
