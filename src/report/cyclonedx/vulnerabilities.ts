/** `vulnerabilities`: one for each finding that rests on advisories, with what closes it and how it was judged. */
import { Vulnerability as Enums } from "@cyclonedx/cyclonedx-library/Enums";
import { BomRef, Vulnerability as Models, Property, PropertyRepository } from "@cyclonedx/cyclonedx-library/Models";
import { CweRepository } from "@cyclonedx/cyclonedx-library/Types";
import { toSafeText } from "../../lib/sanitise.ts";
import type { Finding, Severity } from "../../model.ts";
import { isAdvisory } from "../bom/advisory.ts";
import type { Inventory, ListedTarget } from "../bom/inventory.ts";
import { createRecommend } from "../bom/recommendation.ts";
import { createUnique } from "../bom/unique.ts";
import { toAnalysis } from "./analysis.ts";
import { toVersion } from "./version.ts";

const SEVERITIES: Readonly<Record<Severity, Enums.Severity>> = {
	critical: Enums.Severity.Critical,
	high: Enums.Severity.High,
	medium: Enums.Severity.Medium,
	low: Enums.Severity.Low,
	unknown: Enums.Severity.Unknown,
};

export function listVulnerabilities({ targets }: Inventory): readonly Models.Vulnerability[] {
	const toUnique = createUnique();
	return targets.flatMap((target) => {
		const recommend = createRecommend(target.report);
		return target.report.findings
			.filter(isAdvisory)
			.map((finding) => toVulnerability(finding, target, toUnique(finding.id), recommend(finding)));
	});
}

/** The finding id names the entry. */
function toVulnerability(
	finding: Finding,
	{ refs }: ListedTarget,
	bomRef: string,
	recommendation: string | undefined,
): Models.Vulnerability {
	const { id, rule, aliases, cwes, title, packageIds, version } = finding;
	const listed = [...new Set(packageIds.map((packageId) => refs.get(packageId)).filter((ref) => ref !== undefined))];
	const versions = toVersion(version);
	return new Models.Vulnerability({
		bomRef,
		id: toSafeText(rule),
		source: toSource(rule),
		references: new Models.ReferenceRepository(
			aliases.map((alias) => new Models.Reference(toSafeText(alias), toSource(alias))),
		),
		ratings: new Models.RatingRepository([toRating(finding)]),
		cwes: new CweRepository(cwes.map((cwe) => Number(cwe.slice("CWE-".length)))),
		description: toSafeText(title),
		...(recommendation === undefined ? {} : { recommendation }),
		...(finding.waived === null ? {} : { analysis: toAnalysis(finding.waived) }),
		affects: new Models.AffectRepository(
			listed.map(
				(ref) =>
					new Models.Affect(new BomRef(ref), {
						versions: new Models.AffectedVersionRepository(
							versions === undefined
								? []
								: [new Models.AffectedSingleVersion(versions, { status: Enums.AffectStatus.Affected })],
						),
					}),
			),
		),
		properties: new PropertyRepository(
			(
				[
					["fnsift:finding", id],
					["fnsift:key", finding.key],
					["fnsift:kind", finding.kind],
					["fnsift:confidence", finding.confidence],
					["fnsift:gating", String(finding.gating)],
				] as const
			).map(([name, value]) => new Property(name, value)),
		),
	});
}

/** The score is the highest of the advisories'; which CVSS version it follows is not kept, so no method is claimed. */
function toRating({ score, severity }: Finding): Models.Rating {
	return new Models.Rating({
		severity: SEVERITIES[severity],
		...(score === null ? {} : { score: Math.round(score * 10) / 10 }),
	});
}

/** Where OSV, whose records the database holds, tells about an id. */
function toSource(id: string): Models.Source {
	return new Models.Source({
		name: "OSV",
		url: `https://osv.dev/vulnerability/${encodeURIComponent(id.toWellFormed())}`,
	});
}
