/** `packages`: targets, their own code, and one for each entry of the report's `packages`. */
import { toRelative } from "../../lib/location.ts";
import { addTo } from "../../lib/multimap.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Finding } from "../../model.ts";
import { isAdvisory } from "../bom/advisory.ts";
import { type HashAlgorithm, parseIntegrity } from "../bom/integrity.ts";
import type { Inventory, ListedMember, ListedPackage, ListedTarget } from "../bom/inventory.ts";
import { toSpdxId } from "./id.ts";
import { type ExternalRefWire, NOASSERTION, type SpdxPackageWire } from "./wire.ts";

const ALGORITHMS: Readonly<Record<HashAlgorithm, string>> = {
	sha1: "SHA1",
	sha256: "SHA256",
	sha384: "SHA384",
	sha512: "SHA512",
};

/** Beyond these, a place says no more. */
const MOST_PLACES = 20;
const LONGEST = 2_000;

const UNKNOWN = {
	downloadLocation: NOASSERTION,
	filesAnalyzed: false,
	licenseConcluded: NOASSERTION,
	licenseDeclared: NOASSERTION,
	copyrightText: NOASSERTION,
} as const;

export function listPackages({ targets }: Inventory): readonly SpdxPackageWire[] {
	return targets.flatMap((target) => {
		const advisories = groupAdvisories(target.report.findings);
		return [
			toTargetPackage(target),
			...target.members.map(toMemberPackage),
			...target.packages.map((item) => toPackage(item, advisories.get(item.package.id) ?? [])),
		];
	});
}

function toTargetPackage({ ref, name, version, report }: ListedTarget): SpdxPackageWire {
	return {
		SPDXID: toSpdxId(ref),
		name,
		...(version === null ? {} : { versionInfo: version }),
		primaryPackagePurpose: "APPLICATION",
		...UNKNOWN,
		sourceInfo: toSafeExcerpt(`${report.kind}: ${report.target}`, LONGEST),
	};
}

function toMemberPackage({ ref, own, location }: ListedMember): SpdxPackageWire {
	return {
		SPDXID: toSpdxId(ref),
		name: own.name || location,
		...(own.version === null ? {} : { versionInfo: own.version }),
		primaryPackagePurpose: "APPLICATION",
		...UNKNOWN,
	};
}

function toPackage({ ref, package: item }: ListedPackage, advisories: readonly Finding[]): SpdxPackageWire {
	const checksums = parseIntegrity(item.integrity).map(({ algorithm, hex }) => ({
		algorithm: ALGORITHMS[algorithm],
		checksumValue: hex,
	}));
	const places = item.locations.slice(0, MOST_PLACES).map(toRelative);
	const more = item.locations.length > places.length ? `, and ${item.locations.length - places.length} more` : "";
	return {
		SPDXID: toSpdxId(ref),
		name: item.name,
		...(item.version === null ? {} : { versionInfo: item.version }),
		primaryPackagePurpose: "LIBRARY",
		...UNKNOWN,
		sourceInfo: toSafeExcerpt(
			`${item.evidence.join(", ")} in ${item.origin}, confidence ${item.confidence}: ${places.join(", ")}${more}`,
			LONGEST,
		),
		...(checksums.length === 0 ? {} : { checksums }),
		externalRefs: [
			{ referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: item.purl },
			...advisories.map(toSecurityRef),
		],
	};
}

function groupAdvisories(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
	const groups = new Map<string, Finding[]>();
	for (const finding of findings.filter(isAdvisory)) {
		for (const id of finding.packageIds) addTo(groups, id, finding);
	}
	return groups;
}

/** Annex F.2.3: where an advisory about the package is. */
function toSecurityRef({ rule, severity, score, title }: Finding): ExternalRefWire {
	const rating = score === null ? severity : `${severity}, ${score.toFixed(1)}`;
	return {
		referenceCategory: "SECURITY",
		referenceType: "advisory",
		referenceLocator: `https://osv.dev/vulnerability/${encodeURIComponent(rule.toWellFormed())}`,
		comment: toSafeExcerpt(`${rule} (${rating}): ${title}`, LONGEST),
	};
}
