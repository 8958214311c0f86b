/** The JSON report: docs/report.schema.json describes it, docs/report.md explains it. */
import { defineFormat } from "./define.ts";
import { toReportWire } from "./json-wire.ts";

// What JSON leaves as it is but a terminal may obey: C1 controls, direction and other invisible characters.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}]/gu;

export const json = defineFormat({
	name: "json",
	summary: "for machines: everything that was found, with a schema",
	render(report) {
		const text = JSON.stringify(toReportWire(report), (_, value) => toWellFormed(value), 2);
		return `${text.replace(UNSAFE, (unsafe) => (unsafe === "\n" ? unsafe : escapeUnits(unsafe)))}\n`;
	},
});

/** A lone surrogate is not text: U+FFFD stands in for it. */
function toWellFormed(value: unknown): unknown {
	return typeof value === "string" ? value.toWellFormed() : value;
}

/** The same character to a JSON parser, but only printable ASCII to a terminal. Such characters occur in strings only. */
function escapeUnits(character: string): string {
	return character
		.split("")
		.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
		.join("");
}
