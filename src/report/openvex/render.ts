/**
 * The report as an OpenVEX 0.2.0 document. Source: github.com/openvex/spec, OPENVEX-SPEC.md.
 *
 * One statement for each finding that rests on advisories, by the finding's identity: a package that several targets
 * have is not affected only where all of them say so. The document's id is derived from its statements.
 *
 * The schema wants at least one statement. A run without such findings has nothing to state: its list is empty.
 */
import { VERSION } from "../../lib/version.ts";
import type { Finding, Report } from "../../model.ts";
import { isAdvisory } from "../bom/advisory.ts";
import { toContentUuid } from "../bom/content-uuid.ts";
import { createRecommend } from "../bom/recommendation.ts";
import { renderJson } from "../text/json-text.ts";
import { type StatementWire, toStatement } from "./statement.ts";

export interface OpenVexWire {
	readonly "@context": "https://openvex.dev/ns/v0.2.0";
	readonly "@id": string;
	readonly author: string;
	readonly role: string;
	readonly timestamp: string;
	readonly version: 1;
	readonly tooling: string;
	readonly statements: readonly StatementWire[];
}

export function renderOpenVex(report: Report): string {
	const statements = listStatements(report);
	const document: OpenVexWire = {
		"@context": "https://openvex.dev/ns/v0.2.0",
		"@id": `urn:uuid:${toContentUuid(statements)}`,
		author: "fnsift",
		role: "scanner: whoever publishes this document should put their name here",
		timestamp: report.startedAt,
		version: 1,
		tooling: `fnsift ${VERSION}`,
		statements,
	};
	return renderJson(document);
}

function listStatements({ targets }: Report): readonly StatementWire[] {
	const chosen = new Map<string, { readonly finding: Finding; readonly action: string | undefined }>();
	for (const target of targets) {
		const recommend = createRecommend(target);
		for (const finding of target.findings.filter(isAdvisory)) {
			const known = chosen.get(finding.id);
			if (known === undefined || (known.finding.waived !== null && finding.waived === null)) {
				chosen.set(finding.id, { finding, action: recommend(finding) });
			}
		}
	}
	return [...chosen.values()].map(({ finding, action }) => toStatement(finding, action));
}
