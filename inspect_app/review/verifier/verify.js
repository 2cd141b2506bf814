// The twin of verify.py for a browser: the same claims, with WebCrypto. Reads a bundle piece by piece, sends nothing.
"use strict";

const PASS = "PASS", FAIL = "FAIL", NOT_PROVEN = "NOT PROVEN";

// ------------------------------------------------------------------------------------------------ the zip file

const NAME = /^((originals|bodies|payloads|proofs|timestamps|log)\/)?[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const MAX_FILES = 200_000, MAX_FILE = 2 ** 28, MAX_TOTAL = 2 ** 36, MAX_RATIO = 300;
const LOCAL = 0x04034b50, CENTRAL = 0x02014b50, END = 0x06054b50, END64 = 0x06064b50, LOCATOR = 0x07064b50;
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }), bytesOf = (text) => new TextEncoder().encode(text);

async function viewOf(blob, start, length) {
  if (start < 0 || start + length > blob.size) throw new Error("the zip is cut off");
  return new DataView(await blob.slice(start, start + length).arrayBuffer());
}
const text = (view, start, length) => utf8.decode(new Uint8Array(view.buffer, view.byteOffset + start, length));
const whole = (view, at) => Number(view.getBigUint64(at, true));

async function directory(blob) {
  const tail = Math.min(blob.size, 65_557), view = await viewOf(blob, blob.size - tail, tail);
  let at = tail - 22;
  while (at >= 0 && view.getUint32(at, true) !== END) at -= 1;
  if (at < 0) throw new Error("not a zip file");
  let count = view.getUint16(at + 10, true), size = view.getUint32(at + 12, true), start = view.getUint32(at + 16, true);
  let end = blob.size - tail + at;
  if (at >= 20 && view.getUint32(at - 20, true) === LOCATOR) {
    end = whole(view, at - 12);
    const big = await viewOf(blob, end, 56);
    if (big.getUint32(0, true) !== END64) throw new Error("damaged zip64 record");
    [count, size, start] = [whole(big, 32), whole(big, 40), whole(big, 48)];
  }
  if (start + size !== end) throw new Error("there are bytes in front of the zip");
  return entriesOf(await viewOf(blob, start, size), count);
}

function entriesOf(view, count) {
  const infos = [];
  for (let at = 0, n = 0; n < count; n += 1) {
    if (view.getUint32(at, true) !== CENTRAL) throw new Error("damaged directory");
    const [named, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const info = {
      name: text(view, at + 46, named), flags: view.getUint16(at + 8, true), method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true), size: view.getUint32(at + 24, true),
      mode: view.getUint32(at + 38, true) >>> 16, offset: view.getUint32(at + 42, true),
    };
    widen(info, view, at + 46 + named, extra);
    infos.push(info);
    at += 46 + named + extra + comment;
  }
  return infos;
}

function widen(info, view, start, length) {
  for (let at = start; at + 4 <= start + length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let value = at + 4;
    for (const field of ["size", "packed", "offset"]) {
      if (info[field] === 0xffffffff) { info[field] = whole(view, value); value += 8; }
    }
  }
}

class Archive {
  static async open(blob) {
    const archive = new Archive();
    archive.blob = blob;
    archive.infos = await directory(blob);
    archive.files = new Map(archive.infos.map((info) => [info.name, info]));
    archive.known = new Map();
    return archive;
  }

  async read(name) {
    const info = this.files.get(name);
    if (!info) throw new Error(`${name} is missing`);
    const head = await viewOf(this.blob, info.offset, 30);
    const named = head.getUint16(26, true), start = info.offset + 30 + named + head.getUint16(28, true);
    const local = await viewOf(this.blob, info.offset + 30, named);
    if (head.getUint32(0, true) !== LOCAL || text(local, 0, named) !== name) throw new Error(`${name} is not what the directory says`);
    if (start + info.packed > this.blob.size) throw new Error("the zip is cut off");
    const packed = this.blob.slice(start, start + info.packed);
    return info.method === 0 ? new Uint8Array(await packed.arrayBuffer()) : unpack(packed, info.size);
  }

  async text(name) { return utf8.decode(await this.read(name)); }

  async digest(name) {
    if (!this.known.has(name)) {
      const data = await this.read(name);
      if (data.length !== this.files.get(name).size) throw new Error(`${name} has another size`);
      this.known.set(name, { sha256: hex(await sha256(data)), size: data.length });
    }
    return this.known.get(name);
  }

  folder(name) { return [...this.files.keys()].filter((path) => path.startsWith(`${name}/`)).sort(); }
}

async function unpack(packed, size) {
  const parts = [], reader = packed.stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  for (let total = 0, step = await reader.read(); !step.done; step = await reader.read()) {
    total += step.value.length;
    if (total > Math.min(size, MAX_FILE)) throw new Error("a file unpacks to more than it says");
    parts.push(step.value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

async function* checkZip(archive) {
  const seen = new Set(), { infos } = archive;
  if (infos.length > MAX_FILES || infos.reduce((sum, info) => sum + info.size, 0) > MAX_TOTAL) yield ["文件过多或总量过大", "too many files, or too much altogether"];
  if (infos.length && infos.every((info) => info.offset !== 0)) yield ["压缩包前有多余数据", "there are bytes in front of the zip"];
  for (const { name, mode, flags, method, size, packed } of infos) {
    if (!NAME.test(name)) yield [`文件名不安全：'${name}'`, `unsafe file name '${name}'`];
    if (seen.has(name.toLowerCase())) yield [`文件名重复：${name}`, `the name ${name} stands twice`];
    seen.add(name.toLowerCase());
    if (![0, 0o100000].includes(mode & 0o170000) || flags & 1) yield [`不是普通文件：${name}`, `${name} is a link, a folder or encrypted`];
    if (method !== 0 && method !== 8) yield [`压缩方式不支持：${name}`, `${name} is packed in an unknown way`];
    if (size > MAX_FILE || size > 4096 + packed * MAX_RATIO) yield [`文件过大：${name}`, `${name} unpacks to ${size} bytes, which is refused`];
  }
}

async function* checkManifest(archive, manifest) {
  const listed = new Map(Object.entries(manifest.files));
  for (const name of [...archive.files.keys()].sort()) {
    if (!listed.has(name) && name !== "manifest.json") yield [`清单之外的文件：${name}`, `${name} is not in the manifest`];
  }
  for (const [name, claim] of listed) {
    if (!archive.files.has(name)) { yield [`缺少文件：${name}`, `${name} is missing`]; continue; }
    const { sha256: actual, size } = await archive.digest(name);
    if (actual !== claim.sha256 || size !== claim.size) yield [`文件与清单不符：${name}`, `${name} is not the file the manifest lists`];
  }
}

// ----------------------------------------------------------------------- canonical bytes, hashes, proofs, notes

const sha256 = async (data) => new Uint8Array(await crypto.subtle.digest("SHA-256", data));
const hex = (raw) => [...raw].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
const sameValue = (a, b) => canonical(a) === canonical(b);
function unhex(digits) {
  if (!/^([0-9a-f]{2})*$/.test(digits)) throw new Error("not hexadecimal");
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
function joined(...parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (out.set(part, at), at + part.length), 0);
  return out;
}
function b64(encoded) {
  const raw = Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0));
  if (btoa(String.fromCharCode(...raw)) !== encoded) throw new Error("not base64");
  return raw;
}

function byCodePoint(a, b) {
  const [x, y] = [[...a], [...b]];
  for (let i = 0; i < Math.min(x.length, y.length); i += 1) {
    if (x[i] !== y[i]) return x[i].codePointAt(0) - y[i].codePointAt(0);
  }
  return x.length - y.length;
}

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const keys = Object.keys(value).sort(byCodePoint);
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  }
  if (typeof value === "string" && !value.isWellFormed()) throw new Error("broken text");
  return Object.is(value, -0) ? "0" : JSON.stringify(value);
}

function parseCanonical(raw) {
  const written = utf8.decode(raw), value = JSON.parse(written);
  if (canonical(value) !== written) throw new Error("not canonical JSON");
  return value;
}

const leafHash = (body) => sha256(joined(Uint8Array.of(0), body));
const nodeHash = (left, right) => sha256(joined(Uint8Array.of(1), left, right));

async function included(index, size, leaf, path, root) {
  if (!(index >= 0 && index < size) || path.some((value) => value.length !== 32)) return false;
  let [position, last, value] = [BigInt(index), BigInt(size) - 1n, leaf];
  for (const sibling of path) {
    if (last === 0n) return false;
    if (position & 1n || position === last) {
      value = await nodeHash(sibling, value);
      while (position && !(position & 1n)) { position >>= 1n; last >>= 1n; }
    } else value = await nodeHash(value, sibling);
    position >>= 1n;
    last >>= 1n;
  }
  return last === 0n && same(value, root);
}

async function consistent(old, size, oldRoot, newRoot, path) {
  if (!(old > 0 && old <= size) || path.some((value) => value.length !== 32)) return false;
  if (old === size) return path.length === 0 && same(oldRoot, newRoot);
  let [position, last] = [BigInt(old) - 1n, BigInt(size) - 1n];
  const hashes = (position & (position + 1n)) === 0n ? [oldRoot, ...path] : path;
  while (position & 1n) { position >>= 1n; last >>= 1n; }
  if (!hashes.length) return false;
  let [first, second] = [hashes[0], hashes[0]];
  for (const sibling of hashes.slice(1)) {
    if (last === 0n) return false;
    if (position & 1n || position === last) {
      [first, second] = [await nodeHash(sibling, first), await nodeHash(sibling, second)];
      while (position && !(position & 1n)) { position >>= 1n; last >>= 1n; }
    } else second = await nodeHash(second, sibling);
    position >>= 1n;
    last >>= 1n;
  }
  return last === 0n && same(first, oldRoot) && same(second, newRoot);
}

function parseNote(raw) {
  const all = utf8.decode(raw), split = all.lastIndexOf("\n\n"), head = all.slice(0, split).split("\n");
  if (split < 0 || !all.endsWith("\n") || head.length < 3) throw new Error("not a signed checkpoint");
  if (!/^(0|[1-9][0-9]{0,15})$/.test(head[1]) || b64(head[2]).length !== 32) throw new Error("a checkpoint without size or root");
  const lines = all.slice(split + 2, -1).split("\n").map((line) => {
    const [dash, name, blob, ...more] = line.split(" ");
    if (dash !== "\u2014" || more.length) throw new Error("not a signature line");
    return { name, blob: b64(blob) };
  });
  return { raw: all, text: `${all.slice(0, split)}\n`, origin: head[0], size: Number(head[1]), root: b64(head[2]), lines };
}

async function parseKey(vkey) {
  const [name, id, ...rest] = vkey.trim().split("+"), raw = b64(rest.join("+"));
  const keyId = (await sha256(joined(bytesOf(`${name}\n`), raw))).slice(0, 4);
  if (raw.length !== 33 || ![1, 4].includes(raw[0]) || hex(keyId) !== id) throw new Error(`the trust file has a bad key for ${name}`);
  const key = await crypto.subtle.importKey("raw", raw.slice(1), { name: "Ed25519" }, false, ["verify"]);
  return { name, kind: raw[0], id: keyId, key };
}

async function signedBy(note, key) {
  let verdict = null;
  for (const { name, blob } of note.lines) {
    if (name !== key.name || !same(blob.slice(0, 4), key.id)) continue;
    let [signature, message] = [blob.slice(4), note.text];
    if (key.kind === 4) {
      const seconds = new DataView(blob.buffer).getBigUint64(4);
      [signature, message] = [blob.slice(12), `cosignature/v1\ntime ${seconds}\n${note.text}`];
    }
    if (!(await crypto.subtle.verify({ name: "Ed25519" }, key.key, signature, bytesOf(message)))) return false;
    verdict = true;
  }
  return verdict;
}

// ---------------------------------------------------------------------------------------------- what is claimed

class Unproven extends Error {
  constructor(zh, en) { super(en); this.words = [zh, en]; }
}

const INTEGER = Number.isSafeInteger, STRING = (value) => typeof value === "string";
const maybe = (test) => (value) => value === null || test(value);
const SHAPE = {
  v: INTEGER, kind: STRING, subject: STRING, seq: INTEGER, prev: maybe(INTEGER), actor: maybe(INTEGER), at: INTEGER,
  facts: (value) => value !== null && typeof value === "object" && !Array.isArray(value), commit: STRING,
};

function parseBody(raw) {
  const body = parseCanonical(raw);
  const wrong = Object.entries(SHAPE).some(([name, test]) => !Object.hasOwn(body, name) || !test(body[name]));
  if (wrong || body.v !== 1 || !/^[0-9a-f]{64}$/.test(body.commit)) throw new Error("not an entry of version 1");
  return body;
}

function indexOf(name) {
  const digits = name.slice(name.indexOf("/") + 1).split(".")[0];
  if (!/^(0|[1-9][0-9]{0,15})$/.test(digits)) throw new Error(`${name} is not named by an index`);
  return Number(digits);
}

class Case {
  constructor(archive, manifest, note) { Object.assign(this, { archive, manifest, note, entries: new Map() }); }

  get ordered() { return [...this.entries.values()].sort((a, b) => a.index - b.index); }

  get subjects() {
    return new Map(this.manifest.subjects.map((s) => [s, this.ordered.filter((entry) => entry.body.subject === s)]));
  }

  get own() { return this.subjects.get(this.manifest.subjects[0]); }

  ofKind(...kinds) { return this.ordered.filter((entry) => kinds.includes(entry.body.kind)); }

  async payload(entry) {
    const name = `payloads/${entry.index}.json`;
    return this.archive.files.has(name) ? JSON.parse(await this.archive.text(name)).payload : null;
  }

  async shown() { return JSON.parse(await this.archive.text("case.json")).case; }
}

async function* checkEntries(c) {
  for (const name of c.archive.folder("bodies")) {
    let entry;
    try {
      const raw = await c.archive.read(name);
      const body = parseBody(raw);
      entry = { index: indexOf(name), raw, body, facts: body.facts };
    } catch {
      yield [`${name} 不是规范的日志条目`, `${name} is not a canonical log entry`];
      continue;
    }
    c.entries.set(entry.index, entry);
    if (!c.manifest.subjects.includes(entry.body.subject) && entry.body.kind !== "log_key_rotated") {
      yield [`${name} 属于其他案件`, `${name} belongs to something else`];
    }
  }
  if (!c.entries.size) yield ["没有日志条目", "there are no log entries"];
}

async function* checkInclusion(c) {
  for (const name of c.archive.folder("proofs")) {
    if (!c.entries.has(indexOf(name))) yield [`${name} 没有对应条目`, `${name} proves an entry that is not here`];
  }
  for (const { index, raw } of c.ordered) {
    const name = `proofs/${index}.tlog-proof`;
    if (!c.archive.files.has(name)) { yield [`条目 ${index} 没有证明`, `entry ${index} comes without a proof`]; continue; }
    const all = await c.archive.text(name), split = all.indexOf("\n\n");
    const [version, position, ...path] = all.slice(0, split).split("\n");
    if (version !== "c2sp.org/tlog-proof@v1" || position !== `index ${index}` || all.slice(split + 2) !== c.note.raw) {
      yield [`${name} 不是该检查点的证明`, `${name} is not a proof for this entry and checkpoint`];
    } else if (!(await included(index, c.note.size, await leafHash(raw), path.map(b64), c.note.root))) {
      yield [`条目 ${index} 不在已签名的日志中（内容或证明被改动）`, `entry ${index} is not in the signed log: its body or its proof was changed`];
    }
  }
}

async function* checkSignature(note, manifest, trust) {
  if (manifest.origin !== note.origin || manifest.checkpoint_size !== note.size) yield ["检查点与清单不符", "the checkpoint is not the one the manifest names"];
  if (!trust.logs?.length) throw new Unproven("未提供可信日志公钥（trust.json）", "no trusted log key was given (trust.json)");
  const keys = trust.logs.filter((log) => log.origin === note.origin).flatMap((log) => log.keys);
  if (!keys.length) { yield [`日志 ${note.origin} 不在信任文件中`, `the log ${note.origin} is not in your trust file`]; return; }
  let good = false;
  for (const { vkey, from_size: from = 0, until_size: until = null } of keys) {
    const key = await parseKey(vkey);
    const verdict = key.kind === 1 && key.name === note.origin ? await signedBy(note, key) : null;
    if (verdict === false) yield ["检查点签名不正确（伪造或被改动）", "the signature under the checkpoint is forged or damaged"];
    good ||= verdict && from <= note.size && (until === null || note.size <= until);
  }
  if (!good) yield ["没有在有效期内的可信密钥签名", "no trusted key that was valid at this size signed the checkpoint"];
}

async function* checkWitnesses(archive, note, trust, needed) {
  const { keys: vkeys, quorum } = trust.witnesses, seen = [note], keys = [];
  if (archive.files.has("witnessed")) {
    const older = parseNote(await archive.read("witnessed"));
    const path = (await archive.text("witnessed-consistency")).split("\n").filter(Boolean).map(b64);
    if (older.origin !== note.origin || !(await consistent(older.size, note.size, older.root, note.root, path))) {
      yield ["见证人看到的是另一份日志", "what the witnesses saw is not the beginning of this log"];
    }
    seen.push(older);
  }
  for (const vkey of vkeys) keys.push(await parseKey(vkey));
  let [reached, most] = [0, 0];
  for (const checkpoint of seen) {
    const verdicts = await Promise.all(keys.map((key) => signedBy(checkpoint, key)));
    if (verdicts.includes(false)) yield ["见证签名不正确", "the signature of a witness is forged or damaged"];
    const count = verdicts.filter((verdict) => verdict === true).length;
    most = Math.max(most, count);
    if (count >= quorum) reached = Math.max(reached, checkpoint.size);
  }
  if (!reached) throw new Unproven(`只有 ${most} 个可信见证，要求 ${quorum} 个`, `${most} trusted witnesses signed, ${quorum} are asked for`);
  if (reached < needed) throw new Unproven(`见证人只看到前 ${reached} 条，本包需要 ${needed} 条`, `the witnesses saw the first ${reached} entries, this takes ${needed}`);
}

async function* checkTimestamps(archive) {
  const imprint = `0420${hex(await sha256(await archive.read("checkpoint")))}`, tokens = archive.folder("timestamps");
  for (const name of tokens) {
    if (!hex(await archive.read(name)).includes(imprint)) yield [`${name} 不是该检查点的时间戳`, `${name} is not a timestamp of this checkpoint`];
  }
  const command = `openssl ts -verify -in ${tokens[0] ?? "TOKEN"} -data checkpoint -CAfile ROOTS`;
  const [zh, en] = tokens.length ? ["请另行验证：", "check it with: "] : ["没有时间戳。", "there is no token. "];
  throw new Unproven(zh + command, en + command);
}

// ---------------------------------------------------------------------------------------------- the case itself

const ACTIONS = {
  accept: ["accepted", "reported"], reject: ["rejected", "reported"], withdraw: ["rejected", "reported"],
  merge: ["merged", "reported accepted"], restore: ["reported", "rejected merged"], assign: ["assigned", "accepted"],
  acknowledge: ["rectifying", "assigned"], refuse: ["accepted", "assigned"],
  recall: ["accepted", "assigned rectifying returned"], arrive: [null, "rectifying returned"],
  plan: [null, "rectifying returned"],
  supplement: [null, "reported accepted assigned rectifying rectified returned verified suspended"],
  submit: ["rectified", "rectifying returned"], verify: ["verified", "rectified"],
  return: ["returned", "rectified verified"], close: ["closed", "verified"],
  suspend: ["suspended", "rectifying returned"], resume: ["rectifying", "suspended"],
  void: ["rejected", "accepted assigned rectifying returned suspended"], reopen: ["accepted", "closed"],
  redraw: [null, "rectified"], widen: [null, "rectified"],
  involve: [null, "assigned rectifying returned"], look_back: [null, "closed"], look_back_redraw: [null, "closed"],
};

async function* checkHistory(c) {
  for (const [subject, entries] of c.subjects) {
    let last = null;
    for (const [seq, entry] of entries.entries()) {
      if (entry.body.seq !== seq) {
        yield [`${subject} 的第 ${seq} 条记录缺失或顺序被改动`, `entry number ${seq} of ${subject} is missing, or the order was changed`];
        break;
      }
      if (entry.body.prev !== last) yield [`条目 ${entry.index} 的前驱不符`, `entry ${entry.index} names another predecessor`];
      last = entry.index;
    }
    if (entries[0]?.body.kind !== "case_reported") yield [`${subject} 没有上报记录`, `${subject} does not begin with a report`];
  }
  const asked = c.own.find(({ facts }) => facts.bundle !== undefined && facts.bundle === c.manifest.bundle);
  if (asked?.body.kind !== "bundle_requested") {
    yield ["日志中没有本证据包的申请，末尾可能被截去", "the request for this bundle is not in the log: its end may be cut off"];
    return;
  }
  for (const member of asked.facts.cases) {
    if (!c.subjects.has(`case:${member}`)) yield [`缺少并入的案件 ${member}`, `the merged case ${member} is left out`];
  }
}

async function* checkWorkflow(c) {
  for (const [subject, entries] of c.subjects) {
    let status = "reported";
    for (const { index, facts } of entries) {
      if (!("to" in facts) || !Object.hasOwn(ACTIONS, facts.action ?? "")) continue;
      const [target, sources] = ACTIONS[facts.action];
      if (facts.from !== status || !sources.split(" ").includes(status)) {
        yield [`条目 ${index}：不能从 ${status} 执行 ${facts.action}`, `entry ${index}: ${facts.action} is not possible from ${status} (${subject})`];
      }
      if (facts.to !== (target ?? status)) yield [`条目 ${index} 状态不合法`, `entry ${index} leads to an illegal status`];
      status = facts.to;
    }
  }
  yield* checkDuties(c);
}

async function* checkDuties(c) {
  const merged = new Map(c.ofKind("case_merged").map((entry) => [entry.body.subject, entry.index]));
  const separate = new Set(c.ofKind("duties_not_separated").map((entry) => entry.index));
  for (const { index, body } of c.ofKind("rectification_verified")) {
    const others = c.ofKind("case_reported").filter((r) => (merged.get(r.body.subject) ?? r.index) < index);
    others.push(...c.ofKind("rectification_submitted").filter((s) => s.index < index).slice(-1));
    if (others.some((other) => other.body.actor === body.actor) && !separate.has(index + 1)) {
      yield [`条目 ${index}：核查人与上报人或整改人为同一人`, `entry ${index}: who verified also reported or did the work`];
    }
  }
}

const CALLS = {
  verify: "rectification_submitted verifier_redraw_asked draw_widened",
  look_back: "look_back_opened look_back_redraw_asked",
};
const DRAWS = ["verifier_drawn", "look_back_drawn", "nobody_drawn"];

async function* checkDraws(c) {
  for (const { index, body, facts } of c.ofKind(...DRAWS)) {
    const call = c.entries.get(index - 1);
    if (call?.body.subject !== body.subject || !CALLS[facts.purpose].split(" ").includes(call.body.kind)) {
      yield [`条目 ${index}：前一条记录并未要求抽签`, `entry ${index}: the entry before it does not call for a draw`];
      continue;
    }
    const seed = await seedOf(body.subject, facts, await leafHash(call.raw));
    if (hex(seed) !== facts.seed || (await drawnBy(seed, facts.pool)) !== facts.drawn) {
      yield [`条目 ${index}：重新抽签结果不符，应另有其人或种子不同`, `entry ${index}: the draw does not match, somebody else comes out or the seed is another`];
    }
  }
  yield* checkWhoCame(c);
}

async function seedOf(subject, { attempt, pool, purpose, round }, leaf) {
  const asked = { attempt, case: subject.replace(/^case:/, ""), leaf: hex(leaf), pool, purpose, round };
  return sha256(bytesOf(`inspect-draw@v1\n${canonical(asked)}`));
}

async function drawnBy(seed, pool) {
  if (pool.some((person, at) => at > 0 && person <= pool[at - 1])) throw new Error("the pool is not in order");
  const size = BigInt(pool.length), fair = size ? 2n ** 64n - 2n ** 64n % size : 0n;
  for (let counter = 0; counter < (size ? 1_000 : 0); counter += 1) {
    const eight = new DataView(new ArrayBuffer(8));
    eight.setBigUint64(0, BigInt(counter));
    const block = new DataView((await sha256(joined(seed, new Uint8Array(eight.buffer)))).buffer);
    for (let at = 0; at < 32; at += 8) {
      const word = block.getBigUint64(at);
      if (word < fair) return pool[Number(word % size)];
    }
  }
  return null;
}

async function* checkWhoCame(c) {
  for (const entries of c.subjects.values()) {
    let drawn = null;
    for (const { index, body, facts } of entries) {
      if (["rectification_submitted", ...DRAWS].includes(body.kind) && facts.purpose !== "look_back") drawn = facts.drawn ?? null;
      else if (["verify", "return"].includes(facts.action) && facts.from === "rectified" && drawn !== null && drawn !== body.actor) {
        yield [`条目 ${index}：核查人不是抽中的人`, `entry ${index}: who judged the work is not who was drawn`];
      }
    }
  }
}

async function* checkPhotos(c) {
  const files = new Map(c.archive.folder("originals").map((name) => [name.split("/")[1].split(".")[0], name]));
  const arrived = new Map(c.ofKind("photo_stored", "photo_quarantined").reverse().map((entry) => [entry.facts.photo, entry]));
  const logged = new Map([...arrived.values()].map(({ facts }) => [facts.sha256, facts.size]));
  for (const [hash, size] of logged) {
    const short = hash.slice(0, 16);
    if (!files.has(hash)) { yield [`缺少原图 ${short}…`, `the original ${short}… is missing`]; continue; }
    const actual = await c.archive.digest(files.get(hash));
    if (actual.sha256 !== hash || actual.size !== size) yield [`原图 ${short}… 与到达时不一致（被改动）`, `the original ${short}… is not what arrived: it was changed`];
  }
  for (const [hash, name] of files) if (!logged.has(hash)) yield [`日志中没有原图 ${name}`, `the log knows nothing of ${name}`];
  const { photos } = await c.shown(), listed = new Set(photos.flatMap((photo) => [photo.id, photo.sha256]));
  const announced = [...c.ofKind("case_reported").flatMap(({ facts }) => facts.photos), ...c.ofKind("photo_announced").map(({ facts }) => facts.sha256)];
  for (const id of new Set([...arrived.keys(), ...announced])) {
    if (!listed.has(id)) yield [`case.json 中没有照片 ${id}`, `photo ${id} is left out of case.json`];
  }
  for (const photo of photos) {
    const entry = arrived.get(photo.id);
    if ((photo.state === "awaited") === Boolean(entry)) yield [`照片 ${photo.id} 状态与日志不符`, `the state of photo ${photo.id} is not the log's`];
    else if (entry && !sameValue(toldOf(photo), loggedOf(photo, entry, await c.payload(entry)))) {
      yield [`照片 ${photo.id} 与日志不符`, `photo ${photo.id} is told otherwise than in the log`];
    }
  }
}

function toldOf({ sha256: hash, size, role, source, captured_at: captured, received_at: received, position }) {
  const place = position && [Math.round(position.lat * 1e7), Math.round(position.lon * 1e7)];
  return [hash, size, role, source, millis(captured), millis(received), place];
}

function loggedOf(photo, { facts, body }, payload) {
  const told = toldOf(photo), head = [facts.sha256, facts.size, facts.role];
  if (!payload) return [...head, told[3], told[4], body.at, told[6]];
  const place = payload.position && [payload.position.lat_e7, payload.position.lon_e7];
  return [...head, payload.source, payload.captured_at, body.at, place];
}

async function* checkPayloads(c) {
  for (const name of c.archive.folder("payloads")) {
    const opened = parseCanonical(await c.archive.read(name));
    const commit = hex(await sha256(joined(unhex(opened.salt), bytesOf(canonical(opened.payload)))));
    if (c.entries.get(indexOf(name))?.body.commit !== commit) yield [`${name} 与日志中的承诺不符`, `${name} does not open its commitment: it was changed`];
  }
}

async function* checkCase(c) {
  const shown = await c.shown();
  for (const [name, expected] of Object.entries(await expectedOf(c))) {
    const actual = name.split(".").reduce((value, part) => value?.[part] ?? null, shown);
    if (!sameValue(actual, expected)) {
      yield [`case.json 的 ${name} 为 ${JSON.stringify(actual)}，日志为 ${JSON.stringify(expected)}`,
        `case.json says ${name} = ${JSON.stringify(actual)}, the log says ${JSON.stringify(expected)}`];
    }
  }
  yield* compareReports(c, shown);
  yield* compareWork(c, shown);
}

async function expectedOf(c) {
  const [first] = c.own, steps = c.own.map((entry) => entry.facts).filter((facts) => "to" in facts && "action" in facts);
  const payload = await c.payload(first), versions = c.own.filter((entry) => "version" in entry.facts);
  return {
    id: first.body.subject.replace(/^case:/, ""),
    status: steps.at(-1)?.to ?? "reported",
    version: versions.at(-1)?.facts.version ?? 1,
    round: steps.at(-1)?.round ?? 0,
    "category.code": first.facts.category,
    "reporter.id": first.body.actor,
    ...(payload && { number: payload.number, note: payload.note, fields: payload.fields }),
  };
}

const millis = (iso) => (iso === null ? null : Date.parse(iso));

async function* compareReports(c, shown) {
  const logged = new Map(c.ofKind("case_reported").map((entry) => [entry.facts.report, entry]));
  const listed = shown.reports.map((report) => report.id).sort();
  if (!sameValue([...logged.keys()].sort(), listed)) { yield ["case.json 的上报与日志不符", "case.json has other reports than the log"]; return; }
  for (const report of shown.reports) {
    const entry = logged.get(report.id), payload = await c.payload(entry);
    const agrees = report.reporter.id === entry.body.actor && report.log_index === entry.index && millis(report.received_at) === entry.body.at
      && (!payload || millis(report.captured_at) === payload.captured_at);
    if (!agrees) yield [`上报 ${report.id} 与日志不符`, `report ${report.id} is told otherwise than in the log`];
  }
  const payload = await c.payload(c.own[0]), place = shown.position;
  const told = place && [Math.round(place.lat * 1e7), Math.round(place.lon * 1e7)];
  if (payload && !sameValue(told, payload.lat_e7 === null ? null : [payload.lat_e7, payload.lon_e7])) {
    yield ["case.json 的位置与日志不符", "case.json shows another place than the log"];
  }
}

async function* compareWork(c, shown) {
  const submits = c.own.filter((entry) => entry.body.kind === "rectification_submitted");
  const told = shown.rectifications.map((work) => [work.submitted_by.id, millis(work.submitted_at)]);
  if (!sameValue(told, submits.map(({ body }) => [body.actor, body.at]))) {
    yield ["case.json 的整改记录与日志不符", "case.json tells the rectifications otherwise than the log"];
    return;
  }
  for (const [i, entry] of submits.entries()) {
    const payload = await c.payload(entry);
    if (payload && payload.measures !== shown.rectifications[i].measures) yield [`条目 ${entry.index} 的整改措施不符`, `the measures of entry ${entry.index} were changed`];
  }
  const closes = c.own.filter((entry) => entry.body.kind === "case_closed").map(({ body, facts }) => [facts.system ? null : body.actor, body.at]);
  if (!sameValue(closes, shown.closures.map((end) => [end.closed_by?.id ?? null, millis(end.closed_at)]))) {
    yield ["case.json 的销号记录与日志不符", "case.json tells the closings otherwise than the log"];
  }
}

const TOLERANCE_MS = 5 * 60_000;

async function* checkTimes(c) {
  let latest = 0;
  for (const { index, body: { at } } of c.ordered) {
    const late = Math.floor((latest - at) / 1000);
    if (at < latest - TOLERANCE_MS) yield [`条目 ${index} 的时间倒退 ${late} 秒`, `at entry ${index} the server's clock went back ${late} s`];
    latest = Math.max(latest, at);
  }
}

// ---------------------------------------------------------------------------------------------- the whole log

async function* checkLog(archive, note) {
  const stack = [], histories = new Map();
  let size = 0;
  for (const name of archive.folder("log")) {
    for (const line of (await archive.text(name)).split("\n").slice(0, -1)) {
      let body;
      try { body = parseBody(bytesOf(line)); } catch {
        yield [`条目 ${size} 不是规范的日志条目`, `entry ${size} is not a canonical log entry`];
        return;
      }
      const [seq, previous] = histories.get(body.subject) ?? [-1, null];
      if (body.seq !== seq + 1 || body.prev !== previous) yield [`条目 ${size}：${body.subject} 的记录不连续`, `entry ${size}: the history of ${body.subject} has a gap`];
      histories.set(body.subject, [seq + 1, size]);
      await grow(stack, await leafHash(bytesOf(line)));
      size += 1;
    }
  }
  if (size !== note.size) yield [`共 ${size} 条，检查点为 ${note.size} 条`, `there are ${size} entries, the checkpoint covers ${note.size}`];
  else if (!same(await fold(stack), note.root)) yield ["重新计算的根与检查点不符（有条目被改动）", "the recomputed root is not the signed one: an entry was changed"];
}

async function grow(stack, leaf) {
  let [level, value] = [0, leaf];
  while (stack.at(-1)?.level === level) { value = await nodeHash(stack.pop().value, value); level += 1; }
  stack.push({ level, value });
}

async function fold(stack) {
  if (!stack.length) return sha256(new Uint8Array());
  let root = stack.at(-1).value;
  for (const { value } of stack.slice(0, -1).reverse()) root = await nodeHash(value, root);
  return root;
}

// -------------------------------------------------------------------------------------------------- the answer

const TITLES = {
  zip: ["压缩包安全", "The zip is safe to read"],
  manifest: ["文件齐全，与清单一致", "Every file is there and as listed"],
  entries: ["日志条目格式规范", "Log entries are canonical"],
  inclusion: ["每条记录都在已签名的日志中", "Every entry is in the signed log"],
  checkpoint: ["检查点由可信密钥签名", "The checkpoint is signed by a trusted key"],
  witnesses: ["独立见证人看到这些记录", "Independent witnesses saw these entries"],
  timestamp: ["时间戳机构看到该检查点", "A timestamp authority saw the checkpoint"],
  history: ["案件记录完整，直至申请本证据包", "The history is complete up to the request for this bundle"],
  workflow: ["办理步骤合法，职责分离", "Every step was allowed, duties were kept apart"],
  draws: ["抽签可重新抽取，结果一致", "Each draw by lot comes out again as recorded"],
  photos: ["照片与到达时逐字节一致", "Every photo is byte for byte what arrived"],
  payloads: ["公开的内容与日志承诺一致", "What is disclosed is what was committed to"],
  case: ["案件摘要与日志一致", "The summary says what the log says"],
  times: ["服务器时间与日志顺序一致", "The server's times follow the log"],
  log: ["整个日志可重新计算，无缺口", "The whole log recomputes, without a gap"],
};

async function judge(code, faultsOf) {
  const claim = { code, title: TITLES[code], verdict: PASS, faults: [] };
  try {
    for await (const fault of faultsOf()) claim.faults.push(fault);
    claim.verdict = claim.faults.length ? FAIL : PASS;
  } catch (error) {
    const unproven = error instanceof Unproven;
    claim.verdict = unproven && !claim.faults.length ? NOT_PROVEN : FAIL;
    claim.faults.push(unproven ? error.words : [`无法读取：${error.message}`, `cannot be read: ${error.message}`]);
  }
  return claim;
}

const failed = (code, zh, en) => ({ code, title: TITLES[code], verdict: FAIL, faults: [[zh, en]] });

async function verify(blob, trust, told = () => {}) {
  let archive, manifest, note;
  try { archive = await Archive.open(blob); } catch (error) { return [failed("zip", "不是压缩包", `not a zip file: ${error.message}`)]; }
  const claims = [await judge("zip", () => checkZip(archive))];
  if (claims[0].verdict !== PASS) return claims;
  try {
    [manifest, note] = [parseCanonical(await archive.read("manifest.json")), parseNote(await archive.read("checkpoint"))];
    if (manifest.format !== "inspect-bundle@v1") throw new Error("unknown format");
  } catch (error) {
    return [...claims, failed("manifest", "清单或检查点缺失或损坏", `the manifest or the checkpoint is missing or damaged: ${error.message}`)];
  }
  const c = new Case(archive, manifest, note);
  const ofCase = [["entries", checkEntries], ["inclusion", checkInclusion], ["history", checkHistory], ["workflow", checkWorkflow],
    ["draws", checkDraws], ["photos", checkPhotos], ["payloads", checkPayloads], ["case", checkCase], ["times", checkTimes]];
  const needed = () => Math.max(0, ...c.ordered.filter((e) => !e.body.kind.startsWith("bundle_")).map((e) => e.index + 1)) || note.size;
  const checks = [
    ["manifest", () => checkManifest(archive, manifest)],
    ["checkpoint", () => checkSignature(note, manifest, trust)],
    ...(manifest.kind === "log" ? [["log", () => checkLog(archive, note)]] : ofCase.map(([code, check]) => [code, () => check(c)])),
    ...(trust.witnesses ? [["witnesses", () => checkWitnesses(archive, note, trust, needed())]] : []),
    ...(trust.timestamps ? [["timestamp", () => checkTimestamps(archive)]] : []),
  ];
  for (const [code, check] of checks) { told(TITLES[code]); claims.push(await judge(code, check)); }
  return claims;
}

function outcomeOf(claims) {
  const verdicts = claims.map((claim) => claim.verdict);
  return verdicts.includes(FAIL) ? FAIL : verdicts.includes(NOT_PROVEN) ? NOT_PROVEN : PASS;
}

// ---------------------------------------------------------------------------------------------------- the page

const WORDS = {
  [PASS]: ["全部通过", "Everything passed"], [FAIL]: ["有不符之处", "Something failed"],
  [NOT_PROVEN]: ["有未能证明之处", "Something is not proven"],
};
const MARKS = { [PASS]: "✓", [FAIL]: "✕", [NOT_PROVEN]: "?" };

function element(tag, className, ...children) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}
const bilingual = ([zh, en]) => [element("span", "zh", zh), element("span", "en", en)];

function show(claims, fileName) {
  const outcome = outcomeOf(claims), result = document.getElementById("result");
  const kind = outcome.toLowerCase().replace(" ", "-");
  const rows = claims.map((claim) => {
    const row = element("li", `claim ${claim.verdict.toLowerCase().replace(" ", "-")}`, element("b", "mark", MARKS[claim.verdict]),
      element("div", "words", ...bilingual(claim.title), ...claim.faults.slice(0, 5).map((fault) => element("p", "fault", ...bilingual(fault))),
        ...(claim.faults.length > 5 ? [element("p", "fault", `… +${claim.faults.length - 5}`)] : [])), element("code", "verdict", claim.verdict));
    Object.assign(row.dataset, { code: claim.code, verdict: claim.verdict });
    return row;
  });
  const banner = element("header", `banner ${kind}`, element("b", "mark", MARKS[outcome]), element("div", "words", ...bilingual(WORDS[outcome]), element("small", "", fileName)));
  result.replaceChildren(banner, element("ol", "claims", ...rows));
  result.dataset.outcome = outcome;
}

async function supportsEd25519() {
  const key = Uint8Array.from(atob("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="), (char) => char.charCodeAt(0));
  try { await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]); return true; } catch { return false; }
}

function prepare() {
  const inputs = { bundle: document.getElementById("bundle"), trust: document.getElementById("trust") };
  const progress = document.getElementById("progress");

  async function run() {
    for (const [name, input] of Object.entries(inputs)) document.getElementById(`${name}-name`).textContent = input.files[0]?.name ?? "";
    const [bundle] = inputs.bundle.files, [trustFile] = inputs.trust.files;
    if (!bundle) return;
    document.getElementById("result").replaceChildren();
    delete document.getElementById("result").dataset.outcome;
    let claims;
    try {
      const trust = trustFile ? JSON.parse(await trustFile.text()) : {};
      claims = await verify(bundle, trust, ([zh, en]) => { progress.textContent = `${zh} · ${en} …`; });
    } catch (error) { claims = [failed("checkpoint", "信任文件无法读取", `trust.json cannot be read: ${error.message}`)]; }
    progress.textContent = "";
    show(claims, bundle.name);
  }

  for (const [name, input] of Object.entries(inputs)) {
    const box = input.closest("label");
    input.addEventListener("change", run);
    for (const event of ["dragover", "drop"]) box.addEventListener(event, (happened) => happened.preventDefault());
    box.addEventListener("drop", (happened) => { input.files = happened.dataTransfer.files; run(); });
  }
  supportsEd25519().then((able) => { document.getElementById("too-old").hidden = able; });
}

document.addEventListener("DOMContentLoaded", prepare);
