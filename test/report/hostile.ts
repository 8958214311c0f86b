/** Generated texts as a malicious manifest could hold them, for property tests. */
import fc from "fast-check";
import { HOSTILE_TEXTS } from "./samples.ts";

const anyCodeUnits = fc
	.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 })
	.map((units) => String.fromCharCode(...units));
const controls = fc.string({
	unit: fc.constantFrom(
		"\u001b",
		"[",
		"3",
		"1",
		"m",
		"]",
		"\u0007",
		"\u009b",
		"\n",
		"\r",
		"\u202e",
		"\u2066",
		"\u200b",
		"a",
		" ",
	),
	maxLength: 40,
});
const wide = fc.string({
	unit: fc.constantFrom(
		"漢",
		"👍",
		"🏽",
		"🇳",
		"e",
		"\u0301",
		"1",
		"\u20e3",
		"✌",
		"ﷺ",
		"\u1100",
		"\u1161",
		"क",
		"्",
		"ष",
		" ",
		"x",
	),
	maxLength: 120,
});

/** Any code units, terminal controls, wide and combining characters, very long words, and known tricks. */
export const hostileTexts: fc.Arbitrary<string> = fc.oneof(
	anyCodeUnits,
	fc.string({ unit: "binary", maxLength: 60 }),
	controls,
	wide,
	fc.string({ unit: fc.constantFrom("a", "B", "-", "/", "@"), minLength: 80, maxLength: 500 }),
	fc.constantFrom(...HOSTILE_TEXTS),
);
