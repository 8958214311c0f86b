import { AwsCrc32c } from "@aws-crypto/crc32c";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32c } from "../../src/net/crc32c.ts";
import { parseObjectCrc } from "../../src/net/object-hash.ts";

describe("CRC-32C", () => {
	// RFC 3720, appendix B.4, with the bytes of its CRCs in the order of significance.
	it.each([
		["32 zeros", Buffer.alloc(32), 0x8a91_36aa],
		["32 ones", Buffer.alloc(32, 255), 0x62a8_ab43],
		["ascending", Buffer.from(Array.from({ length: 32 }, (_, at) => at)), 0x46dd_794e],
		["descending", Buffer.from(Array.from({ length: 32 }, (_, at) => 31 - at)), 0x113f_db5c],
		["nothing", Buffer.alloc(0), 0],
		["the check value", Buffer.from("123456789"), 0xe306_9283],
	])("of %s", (_, bytes, expected) => {
		expect(crc32c(bytes)).toBe(expected);
	});

	it("is what an independent implementation computes, in pieces as well", () =>
		fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), fc.nat(100), async (bytes, at) => {
				const other = new AwsCrc32c();
				other.update(bytes);
				const expected = Buffer.from(await other.digest()).readUInt32BE();
				expect(crc32c(bytes.subarray(at), crc32c(bytes.subarray(0, at)))).toBe(expected);
			}),
		));
});

describe("x-goog-hash", () => {
	it.each([
		["nothing", null, null],
		["md5 alone", "md5=XrY7u+Ae7tCTyyK7j1rNww==", null],
		["crc32c alone", "crc32c=4waSgw==", 0xe306_9283],
		["both, joined", "crc32c=4waSgw==,md5=XrY7u+Ae7tCTyyK7j1rNww==", 0xe306_9283],
		["both, as repeated headers are joined", "md5=XrY7u+Ae7tCTyyK7j1rNww==, crc32c=4waSgw==", 0xe306_9283],
		["the same twice", "crc32c=4waSgw==, crc32c=4waSgw==", 0xe306_9283],
	])("%s", (_, header, expected) => {
		expect(parseObjectCrc(header)).toBe(expected);
	});

	it.each(["crc32c=", "crc32c=4waS", "crc32c=4waSgw", "crc32c=4waSgw==, crc32c=AAAAAA=="])("refuses %s", (header) => {
		expect(() => parseObjectCrc(header)).toThrow(RangeError);
	});
});
