/** The part of a policy that can differ from target to target. */
import { CONFIDENCES, FINDING_KINDS, type FindingKind, SCOPES, type Scope } from "../../model.ts";
import { DEFAULT_FAIL_ON, type FailOn, type Level, THRESHOLDS, type Threshold } from "../fail-on.ts";
import type { GateOptions } from "../gate.ts";
import {
	compact,
	type Fields,
	type Reader,
	readBoolean,
	readFields,
	readList,
	readNumber,
	readOneOrMore,
	readText,
	readWord,
} from "./fields.ts";
import type { Located } from "./located.ts";

export const GATE_KEYS = ["failOn", "allowGaps", "omit", "onlyFixable", "onlyReachable"] as const;

const MOST_ENTRIES = 100;
const LONGEST_GLOB = 500;

export function readGate(fields: Fields<(typeof GATE_KEYS)[number]>): Partial<GateOptions> {
	return compact<GateOptions>({
		failOn: fields.read("failOn", readFailOn),
		allowGaps: fields.read("allowGaps", readAllowedGaps),
		omit: fields.read("omit", readOneOrMore(readOmitted, MOST_ENTRIES)),
		onlyFixable: fields.read("onlyFixable", readBoolean),
		onlyReachable: fields.read("onlyReachable", readBoolean),
	});
}

const readThreshold: Reader<Threshold> = readWord(THRESHOLDS, new Map([["moderate", "medium"]]));
const readConfidence = readWord(CONFIDENCES);
const readOmitted: Reader<Scope> = readWord(SCOPES.filter((scope) => scope !== "prod"));

function readFailOn(value: Located): FailOn {
	if (value.kind === "scalar") return { ...DEFAULT_FAIL_ON, severity: readThreshold(value) };
	const fields = readFields(["severity", "confidence", "kinds", "epss", "kev"], value, "failOn");
	return {
		severity: fields.read("severity", readThreshold) ?? DEFAULT_FAIL_ON.severity,
		confidence: fields.read("confidence", readConfidence) ?? DEFAULT_FAIL_ON.confidence,
		kinds: { ...DEFAULT_FAIL_ON.kinds, ...fields.read("kinds", readKinds) },
		epss: fields.read("epss", readNumber(0, 1)) ?? null,
		kev: fields.read("kev", readBoolean) ?? false,
	};
}

function readKinds(value: Located): Partial<Record<FindingKind, Level>> {
	const fields = readFields(FINDING_KINDS, value, "kinds of findings");
	return compact<Record<FindingKind, Level>>(
		Object.fromEntries(FINDING_KINDS.map((kind) => [kind, fields.read(kind, readLevel)])) as Record<FindingKind, Level>,
	);
}

function readLevel(value: Located): Level {
	if (value.kind === "scalar") return { severity: readThreshold(value), confidence: "low" };
	const fields = readFields(["severity", "confidence"], value, "the level of a kind");
	return {
		severity: fields.require("severity", readThreshold),
		confidence: fields.read("confidence", readConfidence) ?? "low",
	};
}

const readGapCode = readText({
	longest: 60,
	form: /^[a-z0-9]+(-[a-z0-9]+)*$/u,
	expected: "the code of a gap, e.g. layer-unreadable",
});

function readAllowedGaps(value: Located): GateOptions["allowGaps"] {
	return value.kind === "list" ? readList(readGapCode, MOST_ENTRIES)(value) : readBoolean(value);
}

const readGlob = readText({
	longest: LONGEST_GLOB,
	form: /\S/u,
	expected: "a path or ARN, where *, ** and ? stand for others",
});

export const readGlobs = readOneOrMore(readGlob, MOST_ENTRIES);
