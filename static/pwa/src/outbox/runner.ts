/** Delivers what waits: words first, then photos, then the steps that counted on them; never under another account. */
import type { InspectDb } from "@/db/db";
import type { LogReceipt, OutboxItem, PhotoRow } from "@/db/rows";
import { Problem } from "@/api/problem";
import type { Receipt } from "@/api/types";
import { keepCase } from "@/kept/cases";
import { answered, claim, refusedAction } from "./actions";
import { byAge, isDue } from "./order";
import { afterFailure, asProblem, stateAfter } from "./outcome";
import type { Server } from "./server";

const SLOW_CHUNK = 512 * 1024;
const PROGRESS_EVERY_MS = 300;

export interface Surroundings {
  db: InspectDb;
  server: Server;
  userId(): number | null;
  online(): boolean;
  slow(): boolean;
  /** Photos wait for a better link; words never do. */
  photosWait?(): boolean;
  now(): number;
  random(): number;
}

/** What the witness will look for in the log. */
function promise(id: string, { log_index, leaf_hash }: Pick<Receipt, "log_index" | "leaf_hash">): LogReceipt {
  return { id, log_index, leaf_hash, state: "open" };
}

export class Runner {
  constructor(private readonly around: Surroundings) {}

  private get db(): InspectDb {
    return this.around.db;
  }

  /** One pass over everything that is due. Returns the time of the next retry (ms), or null when nothing waits. */
  async run(): Promise<number | null> {
    const userId = this.around.userId();
    if (userId === null) return null;
    await this.recover(userId);
    if (this.around.online() && (await this.due(userId)).length && (await this.isStill(userId))) {
      await this.everything(userId);
    }
    return this.nextRetry(userId);
  }

  /** Small things first: a step of a case is worth more than the photos of another one. */
  private async everything(userId: number): Promise<void> {
    const words = (item: OutboxItem) => !item.action && item.accepted === null;
    const photos = (item: OutboxItem) => !item.action && item.accepted !== null;
    if (await this.pass(userId, (item) => this.deliverBody(item), words)) return;
    if (await this.actions(userId)) return;
    if (this.around.photosWait?.() || (await this.pass(userId, (item) => this.deliverPhotos(item), photos))) return;
    await this.actions(userId);
  }

  private actions(userId: number): Promise<boolean> {
    return this.pass(userId, (item) => this.deliverAction(item), (item) => item.action !== undefined);
  }

  /** A page killed in the middle leaves "uploading" rows; whoever holds the lock knows nobody is sending them. */
  private async recover(userId: number): Promise<void> {
    await this.db.outbox.where({ user_id: userId }).and((item) => item.state === "uploading").modify({ state: "queued" });
  }

  private async due(userId: number): Promise<OutboxItem[]> {
    const now = this.around.now();
    const rows = await this.db.outbox.where({ user_id: userId }).toArray();
    return rows.filter((item) => isDue(item, now)).sort(byAge);
  }

  private async nextRetry(userId: number): Promise<number | null> {
    const waiting = await this.db.outbox.where({ user_id: userId }).and((item) => item.state === "retry").toArray();
    return waiting.length ? Math.min(...waiting.map((item) => item.next)) : null;
  }

  /** Another tab may have signed in somebody else; their cookie must not carry our rows. */
  private async isStill(userId: number): Promise<boolean> {
    try {
      if ((await this.around.server.whoAmI()) === userId) return true;
      await this.park(userId, new Problem("other_account", 401, ""));
    } catch (error) {
      await this.park(userId, asProblem(error));
    }
    return false;
  }

  private async park(userId: number, problem: Problem): Promise<void> {
    for (const item of await this.due(userId)) await this.fail(item, problem);
  }

  private async fail(item: OutboxItem, problem: Problem): Promise<void> {
    const changed = afterFailure(item, problem, this.around.now(), this.around.random());
    const action = item.action && refusedAction(item.action, problem);
    await this.db.outbox.update(item.id, action ? { ...changed, action } : changed);
  }

  /** Returns true when the run must stop: no network or no session is the same for every other item. */
  private async pass(userId: number, deliver: (item: OutboxItem) => Promise<void>, wanted: (item: OutboxItem) => boolean): Promise<boolean> {
    for (const item of (await this.due(userId)).filter(wanted)) {
      try {
        await deliver(item);
      } catch (error) {
        const problem = asProblem(error);
        await this.fail(item, problem);
        if (stateAfter(problem) === "auth") await this.park(userId, problem);
        if (problem.status === 0 || stateAfter(problem) === "auth") return true;
      }
    }
    return false;
  }

  private async deliverBody(item: OutboxItem): Promise<void> {
    await this.db.outbox.update(item.id, { state: "uploading" });
    const known: Partial<OutboxItem> = { state: "queued", accepted: this.around.now(), attempts: 0, reason: null, detail: null };
    if (item.kind === "report") {
      const receipt = await this.around.server.putReport(item.id, item.body);
      await this.db.photos.where({ owner: item.id }).modify({ case_id: receipt.case_id });
      await this.db.receipts.put(promise(item.id, receipt));
      Object.assign(known, { case_id: receipt.case_id, number: receipt.number });
    } else if (item.kind === "visit") {
      await this.db.receipts.put(promise(item.id, await this.around.server.putVisit(item.id, item.body)));
    } else {
      await this.around.server.announce(item.id, item.body);
    }
    await this.db.outbox.update(item.id, known);
  }

  /** One step of a case, written down as on its way before it goes. */
  private async deliverAction(item: OutboxItem): Promise<void> {
    const claimed = await claim(this.db, item.id);
    if (!claimed) return;
    const { action, version } = claimed;
    item.action = action;
    const acted = await this.around.server.act(action.path, item.body, version, action.key);
    await answered(this.db, item, acted, this.around.now());
    if (acted.case) await keepCase(item.user_id, acted.case, this.around.now());
  }

  private async deliverPhotos(item: OutboxItem): Promise<void> {
    await this.db.outbox.update(item.id, { state: "uploading" });
    let refused: Problem | null = null;
    for (const photo of await this.db.photos.where({ owner: item.id }).sortBy("added")) {
      if (photo.state === "stored") continue;
      try {
        await this.deliverPhoto(photo, item);
      } catch (error) {
        const problem = asProblem(error);
        const lasting = stateAfter(problem) === "failed";
        await this.db.photos.update(photo.id, { state: lasting ? "failed" : "held", reason: problem.code });
        if (!lasting) throw problem;
        refused = problem;
      }
    }
    if (refused) throw refused;
    await this.db.outbox.update(item.id, { state: "done", finished: this.around.now(), attempts: 0, reason: null, detail: null });
  }

  private async deliverPhoto(photo: PhotoRow, item: OutboxItem): Promise<void> {
    // The answer to the last byte may have been lost: look before sending anything again.
    if (photo.begun && (await this.confirm(photo))) return;
    const bytes = await this.db.bytes.get(photo.id);
    if (!bytes) throw new Problem("bytes_missing", 410, "");
    await this.db.photos.update(photo.id, { state: "sending", begun: true, reason: null });
    await this.around.server.upload({
      id: photo.id,
      data: bytes.data,
      begun: photo.begun,
      chunkSize: this.around.slow() || item.attempts > 0 ? SLOW_CHUNK : Number.POSITIVE_INFINITY,
      onSent: this.progressOf(photo.id),
    });
    if (!(await this.confirm(photo))) throw new Problem("receipt_missing", 503, "");
  }

  /** True, and the bytes freed, only when the server's receipt repeats our hash. */
  private async confirm(photo: PhotoRow): Promise<boolean> {
    const known = await this.around.server.photo(photo.id);
    if (!known.receipt && known.state === "quarantined") throw new Problem("photo_quarantined", 422, "");
    if (!known.receipt) return false;
    const { receipt } = known;
    if (receipt.sha256 !== photo.sha256) throw new Problem("receipt_differs", 422, "");
    await this.db.transaction("rw", this.db.photos, this.db.bytes, this.db.receipts, async () => {
      await this.db.photos.update(photo.id, { state: "stored", sent: photo.size, reason: known.quarantine_reason });
      await this.db.bytes.delete(photo.id);
      await this.db.receipts.put(promise(photo.id, receipt));
    });
    return true;
  }

  private progressOf(photoId: string): (sent: number) => void {
    let last = 0;
    return (sent) => {
      const now = this.around.now();
      if (now - last < PROGRESS_EVERY_MS) return;
      last = now;
      void this.db.photos.update(photoId, { sent });
    };
  }
}
