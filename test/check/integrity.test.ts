import { expect, test } from "vitest";
import { judgeIntegrity } from "../../src/check/integrity.ts";
import { measureProcessorTime } from "../lib/processor-time.ts";

test.each([
	["the same", ["sha512-AA=="], "sha512-AA==", undefined],
	["another hash", ["sha512-AA=="], "sha512-BB==", "changed"],
	["gone", ["sha512-AA=="], null, "lost"],
	["empty", ["sha512-AA=="], "", "lost"],
	["what is no hash", ["sha512-AA=="], "garbage", "lost"],
	["an algorithm nobody knows", ["sha512-AA=="], "crc32-AA==", "lost"],
	["a hash without content", ["sha512-AA=="], "sha512-", "lost"],
	["there was none", [null], "sha512-AA==", undefined],
	["there was none and is none", [null], null, undefined],
	["what was there was no hash", ["garbage"], null, undefined],
	["a stronger algorithm", ["sha1-AA=="], "sha512-BB==", undefined],
	["a weaker algorithm", ["sha512-AA=="], "sha1-BB==", "lost"],
	["a stronger algorithm beside the same hash", ["sha1-AA=="], "sha1-AA== sha512-BB==", undefined],
	["the strongest of two is gone", ["sha512-AA== sha1-CC=="], "sha1-CC==", "lost"],
	["the weaker of two is gone", ["sha512-AA== sha1-CC=="], "sha512-AA==", undefined],
	["the strongest of two changed, the other did not", ["sha512-AA== sha1-CC=="], "sha512-BB== sha1-CC==", "changed"],
	["the weaker of two changed, the other did not", ["sha512-AA== sha1-CC=="], "sha512-AA== sha1-DD==", "changed"],
	["one hash more, which an installer would accept", ["sha512-AA=="], "sha512-AA== sha512-BB==", "changed"],
	["one of two is left", ["sha512-AA== sha512-BB=="], "sha512-BB==", undefined],
	["in another order, with line ends", ["sha512-AA== sha512-BB=="], "sha512-BB==\n\tsha512-AA==", undefined],
	["options", ["sha512-AA=="], "sha512-AA==?token=1", undefined],
	["other options of another hash", ["sha512-AA==?a"], "sha512-BB==?a", "changed"],
	["one of several copies had none", ["sha512-AA==", null], null, undefined],
	["one of several copies was weaker", ["sha512-AA==", "sha1-CC=="], "sha1-CC==", undefined],
	["several copies with different hashes", ["sha512-AA==", "sha512-BB=="], "sha512-BB==", undefined],
] as const)("%s", (_, before, after, expected) => {
	expect(judgeIntegrity(before, after)).toBe(expected);
});

test("takes no longer for a text without an end", () => {
	const text = Array.from({ length: 50_000 }, (_, at) => `sha512-${at}==`).join(" ");
	const time = measureProcessorTime(() => {
		expect(judgeIntegrity([text], `${text} sha512-BB==`)).toBe("changed");
	});
	expect(time).toBeLessThan(5_000);
});
