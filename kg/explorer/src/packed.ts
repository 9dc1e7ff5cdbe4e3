/** Bytes in a page of text: gzip, in base 85. */

/**
 * Bytes written in base 85, a sixteenth shorter than base 64: the alphabet of RFC 1924 with a slash for the less-than sign,
 * which might end the block.
 */
const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;/=>?@^_`{|}~";

function decoded(written: string): Uint8Array<ArrayBuffer> {
  const value = new Uint8Array(128);
  for (let i = 0; i < 85; i++) value[DIGITS.charCodeAt(i)] = i;
  const missing = (5 - (written.length % 5)) % 5;
  const length = written.length + missing;
  const bytes = new Uint8Array((length / 5) * 4);
  for (let i = 0, j = 0; i < length; i += 5) {
    let number = 0;
    for (let k = i; k < i + 5; k++) number = number * 85 + (k < written.length ? value[written.charCodeAt(k)]! : 84);
    bytes[j++] = number >>> 24;
    bytes[j++] = number >>> 16;
    bytes[j++] = number >>> 8;
    bytes[j++] = number;
  }
  return bytes.subarray(0, bytes.length - missing);
}

/** The bytes that were packed. */
export async function unpacked(written: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([decoded(written)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
