/** This browser's own signing key for a person: made here, cannot leave, enrolled with the server once. */
import { api } from "@/api/client";
import { db, durable } from "@/db/db";
import type { DeviceRow } from "@/db/rows";
import { base64 } from "./hash";

const P256 = { name: "ECDSA", namedCurve: "P-256" };

type Enroll = (body: { public_key: string; name: string }) => Promise<{ id: number }>;
const atServer: Enroll = (body) => api.post("/devices", body);

export async function deviceOf(userId: number): Promise<DeviceRow | null> {
  return (await db.devices.get(userId)) ?? null;
}

/** Makes and enrolls a key unless there is one. */
export async function enroll(userId: number, name: string, send: Enroll = atServer): Promise<void> {
  if (await deviceOf(userId)) return;
  const pair = await crypto.subtle.generateKey(P256, false, ["sign", "verify"]);
  const spki = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
  const { id } = await send({ public_key: base64(spki), name });
  await durable(() => db.devices.put({ user_id: userId, id, key: pair.privateKey }));
}

/** Forgets the key; the next look at the server enrolls a new one. */
export async function forgetDevice(userId: number): Promise<void> {
  await durable(() => db.devices.delete(userId));
}

/** r ‖ s over SHA-256 of the bytes. */
export async function signWith(device: DeviceRow, content: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, device.key, content));
}
