/** The text of a `fnsift.yaml` to what it says: see docs/policy.md. docs/fnsift.schema.json describes the same for editors. */
import { UsageError } from "../../errors.ts";
import type { GateOptions } from "../gate.ts";
import type { Override } from "../policy.ts";
import type { Waiver } from "../waivers.ts";
import { readFields, readList, readText } from "./fields.ts";
import { GATE_KEYS, readGate, readGlobs } from "./gate-fields.ts";
import { type Located, Problem } from "./located.ts";
import { readWaiver } from "./waiver-fields.ts";
import { parseYaml } from "./yaml.ts";

export interface Config {
	/** what the file does not say is not there */
	readonly gate: Partial<GateOptions>;
	/** days; `null` for any age */
	readonly maxDatabaseAge: number | null;
	readonly overrides: readonly Override[];
	readonly waivers: readonly Waiver[];
	/** where `db update` fetches from: a mirror of OSV's export; `null`: OSV's own */
	readonly updateFrom: string | null;
}

const MOST_WAIVERS = 10_000;
const MOST_OVERRIDES = 1_000;

/** `file`: as errors and reports name it. @throws UsageError with line and column, and what was expected there */
export function parseConfig(text: string, file: string): Config {
	try {
		return readConfig(parseYaml(text), file);
	} catch (problem) {
		if (!(problem instanceof Problem)) throw problem;
		const { line, column } = problem.at;
		throw new UsageError(
			`${file}:${line}:${column}: ${problem.message}${problem.message.endsWith("?") ? "" : "."}`,
			"docs/policy.md describes the file.",
		);
	}
}

function readConfig(root: Located, file: string): Config {
	// What is left of a file when all its lines are comments.
	if (root.kind === "scalar" && root.value === null) {
		return { gate: {}, maxDatabaseAge: null, overrides: [], waivers: [], updateFrom: null };
	}
	const fields = readFields([...GATE_KEYS, "maxDatabaseAge", "overrides", "waivers", "updateFrom"], root, "a policy");
	return {
		gate: readGate(fields),
		maxDatabaseAge: fields.read("maxDatabaseAge", readAge) ?? null,
		overrides: fields.read("overrides", readList(readOverride, MOST_OVERRIDES)) ?? [],
		waivers:
			fields.read(
				"waivers",
				readList((value) => readWaiver(value, file), MOST_WAIVERS),
			) ?? [],
		updateFrom: fields.read("updateFrom", readAddress) ?? null,
	};
}

/** Neither user nor password: the file is shared. */
const readAddress = readText({
	longest: 2_000,
	form: /^https?:\/\/[a-z0-9.-]+(?::[0-9]{1,5})?(?:\/[!-?A-~]*)?$/u,
	expected: "an address such as https://mirror.example/osv, without credentials",
});

const readDays = readText({ longest: 6, form: /^[0-9]{1,5}d$/u, expected: "a number of days, e.g. 7d" });

function readAge(value: Located): number {
	return Number.parseInt(readDays(value), 10);
}

function readOverride(value: Located): Override {
	const fields = readFields(["targets", ...GATE_KEYS], value, "an override");
	return { targets: fields.require("targets", readGlobs), gate: readGate(fields) };
}
