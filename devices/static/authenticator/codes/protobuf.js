/** The little of Protocol Buffers that reading a message takes: its fields, by number. */

/** The bytes end in the middle of something, or are no message. */
export class NoMessage extends Error {}

/**
 * The fields of a message: `[number, value]`, the value a BigInt or bytes.
 * @param {Uint8Array} bytes
 * @returns {[number, bigint | Uint8Array][]}
 */
export function fieldsOf(bytes) {
  const reader = { bytes, at: 0 };
  const fields = [];
  while (reader.at < bytes.length) {
    const tag = Number(varint(reader));
    fields.push([tag >>> 3, contentOf(reader, tag & 7)]);
  }
  return fields;
}

function contentOf(reader, type) {
  if (type === 0) return varint(reader);
  if (type === 1) return taken(reader, 8);
  if (type === 2) return taken(reader, Number(varint(reader)));
  if (type === 5) return taken(reader, 4);
  throw new NoMessage(`wire type ${type}`);
}

function varint(reader) {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    if (reader.at >= reader.bytes.length) break;
    const byte = reader.bytes[reader.at++];
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return value;
  }
  throw new NoMessage("a number without an end");
}

function taken(reader, size) {
  const end = reader.at + size;
  if (end > reader.bytes.length) throw new NoMessage("cut off");
  const value = reader.bytes.subarray(reader.at, end);
  reader.at = end;
  return value;
}
