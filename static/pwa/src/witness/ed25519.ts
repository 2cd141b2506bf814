/** Ed25519 by the browser where it knows the algorithm, else by a small library that is loaded only then. */

/** Whether the 32-byte public key made the signature over the message. */
export async function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  if (signature.length !== 64) return false;
  const imported = await crypto.subtle.importKey("raw", buffer(publicKey), "Ed25519", false, ["verify"]).catch(() => null);
  if (imported) return crypto.subtle.verify("Ed25519", imported, buffer(signature), buffer(message));
  return (await import("@noble/ed25519")).verifyAsync(signature, message, publicKey, { zip215: false }).catch(() => false);
}

const buffer = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer as ArrayBuffer;
