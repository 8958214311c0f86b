/** SARIF results: one for each finding of a target. */
import { toPurl } from "../../lib/purl.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Finding, Fix, TargetReport } from "../../model.ts";
import { toRelativeUri } from "../location/artifact-path.ts";
import { isSourceKind, type Place } from "../location/places.ts";
import { toSentences } from "../prose/sentences.ts";
import type { Location, Result } from "./log.ts";
import { toMessageText } from "./notifications.ts";
import { toRuleId } from "./rules.ts";
import { toLevel } from "./severity.ts";

/** The root of the sources; it has no address here, since it is elsewhere on every machine. */
export const SOURCE_ROOT = "%SRCROOT%";

export interface ResultContext {
	readonly target: TargetReport;
	readonly ruleIndexes: ReadonlyMap<string, number>;
	readonly fixes: ReadonlyMap<string, Fix>;
	readonly findPlaces: (finding: Finding) => readonly Place[];
	/** the function as a whole: its ARN, else its path */
	readonly functionName: string;
	/** the run was held against a baseline */
	readonly hasBaseline: boolean;
}

export function toResults(findings: readonly Finding[], context: ResultContext): readonly Result[] {
	const seen = new Map<string, number>();
	return findings.map((finding) => {
		const count = (seen.get(finding.key) ?? 0) + 1;
		seen.set(finding.key, count);
		return toResult(finding, count, context);
	});
}

/** @param count how many results of this run have had the same key, this one included */
function toResult(finding: Finding, count: number, context: ResultContext): Result {
	const ruleId = toRuleId(finding);
	const [first, ...others] = context.findPlaces(finding);
	const text = toSentences(finding, context.fixes.get(finding.id)).join(" ");
	return {
		ruleId,
		ruleIndex: context.ruleIndexes.get(ruleId) ?? -1,
		level: toLevel(finding),
		message: { text: toMessageText(text) },
		locations: [first === undefined ? toLocation(NOWHERE, context) : toLocation(first, context)],
		...(others.length === 0
			? {}
			: { relatedLocations: others.map((place, index) => ({ id: index + 1, ...toLocation(place, context) })) }),
		partialFingerprints: toFingerprints(finding, count, first),
		...(finding.waived === null ? {} : { suppressions: [toSuppression(finding.waived.reason)] }),
		...(context.hasBaseline ? { baselineState: finding.known ? "unchanged" : "new" } : {}),
		properties: {
			id: finding.id,
			package: toSafeExcerpt(toPurl(finding.ecosystem, finding.name, finding.version), 500),
			severity: finding.severity,
			confidence: finding.confidence,
			fixedIn: finding.fixedIn.slice(0, 20).map((version) => toSafeExcerpt(version, 100)),
			gating: finding.gating,
		},
	};
}

/**
 * The key has no version, so an upgrade that keeps the hole is no news. GitHub looks at `primaryLocationLineHash` only;
 * its upload action makes it from the lines of a file, which it cannot for what is in an archive or has no lines: there
 * the key stands in for it.
 */
function toFingerprints({ key }: Finding, count: number, place: Place | undefined): Result["partialFingerprints"] {
	const own = { "fnsiftFindingKey/v1": key };
	const isHashed = place?.isSource === true && place.region !== null;
	return isHashed ? own : { ...own, primaryLocationLineHash: `${key}:${count}` };
}

function toSuppression(reason: string) {
	const justification = toSafeExcerpt(reason, 1000) || "no reason given";
	return { kind: "external", status: "accepted", justification } as const;
}

const NOWHERE: Place = { artifact: ".", path: ".", region: null, isSource: false };

function toLocation({ path, region }: Place, { target, functionName }: ResultContext): Location {
	// A finding in a lockfile or a folder of sources is about no function yet.
	const isFunction = target.function.arn !== null || !isSourceKind(target.kind);
	const name = functionName.slice(Math.max(functionName.lastIndexOf("/"), functionName.lastIndexOf(":")) + 1);
	return {
		physicalLocation: {
			artifactLocation: { uri: toRelativeUri(path), uriBaseId: SOURCE_ROOT },
			...(region === null ? {} : { region }),
		},
		...(isFunction ? { logicalLocations: [{ name, fullyQualifiedName: functionName, kind: "module" }] as const } : {}),
	};
}
