/** One statement: what is said about one vulnerability in one package version. */
import { isJustification } from "../../lib/justifications.ts";
import { toPurl } from "../../lib/purl.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Finding, FindingWaiver } from "../../model.ts";
import { isNotAffected, renderAcceptance } from "../bom/waived.ts";

export interface StatementWire {
	readonly vulnerability: {
		readonly "@id": string;
		readonly name: string;
		readonly description: string;
		readonly aliases?: readonly string[];
	};
	readonly products: readonly [{ readonly "@id": string; readonly identifiers: { readonly purl: string } }];
	readonly status: "affected" | "not_affected" | "under_investigation";
	readonly status_notes?: string;
	readonly justification?: string;
	readonly impact_statement?: string;
	readonly action_statement?: string;
}

const LONGEST = 1_000;

/** `action`: what closes the finding, when that is known. */
export function toStatement(finding: Finding, action: string | undefined): StatementWire {
	const { rule, aliases, title, ecosystem, name, version, severity } = finding;
	const purl = toPurl(ecosystem, name, version);
	return {
		vulnerability: {
			"@id": `https://osv.dev/vulnerability/${encodeURIComponent(rule.toWellFormed())}`,
			name: rule,
			description: toSafeExcerpt(title, LONGEST),
			...(aliases.length === 0 ? {} : { aliases: [...new Set(aliases.map((alias) => alias.toWellFormed()))] }),
		},
		products: [{ "@id": purl, identifiers: { purl } }],
		...toJudgement(finding, action),
		status_notes: `severity ${severity}, confidence ${finding.confidence}; ${finding.id}`,
	};
}

/** A statement without a version would speak about all versions: then nothing is ruled out. */
function toJudgement(
	{ waived, version }: Finding,
	action: string | undefined,
): Pick<StatementWire, "status" | "justification" | "impact_statement" | "action_statement"> {
	if (waived !== null && isNotAffected(waived)) {
		return version === null ? { status: "under_investigation" } : toNotAffected(waived);
	}
	const actions = [...(waived === null ? [] : [renderAcceptance(waived)]), action ?? "No fix is known."];
	return { status: "affected", action_statement: actions.join(" ") };
}

function toNotAffected({ justification, reason }: FindingWaiver): Pick<StatementWire, "status"> {
	return {
		status: "not_affected",
		...(justification !== null && isJustification(justification) ? { justification } : {}),
		...{ impact_statement: toSafeExcerpt(reason, LONGEST) },
	};
}
