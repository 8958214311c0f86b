/**
 * Reads the analysis of vulnerabilities in CycloneDX documents, 1.4 and later: VEX documents and bills of materials
 * alike. `affects` names components by their `bom-ref`, which is looked up among the document's own, by a purl, or by a
 * BOM-Link that ends in one of them.
 */
import type { Justification } from "../../lib/justifications.ts";
import { type Fields, findText, findTime, isFields, refuse, takeList } from "./fields.ts";
import type { VexStatement } from "./statement.ts";
import { toSubject } from "./subject.ts";

/** No vulnerability has so many names. */
const MOST_IDS = 100;

/** States that rule a vulnerability out; the others, `exploitable` and `in_triage`, do not. */
const RULED_OUT: ReadonlySet<string> = new Set([
	"not_affected",
	"false_positive",
	"resolved",
	"resolved_with_pedigree",
]);

const JUSTIFICATIONS: ReadonlyMap<string, Justification> = new Map([
	["code_not_present", "vulnerable_code_not_present"],
	["code_not_reachable", "vulnerable_code_not_in_execute_path"],
	["protected_by_mitigating_control", "inline_mitigations_already_exist"],
]);

export function isCycloneDx(document: Fields): boolean {
	return document.bomFormat === "CycloneDX";
}

/** @throws UsageError that says what is wrong and where */
export function readCycloneDxVex(document: Fields, file: string): readonly VexStatement[] {
	const vulnerabilities = takeList(document, "vulnerabilities", "", file);
	if (vulnerabilities.length === 0) throw refuse(file, "it has no vulnerabilities");
	const { metadata } = document;
	const time = isFields(metadata) ? findTime(metadata, "timestamp", "metadata.", file) : undefined;
	const purls = listPurls(document);
	return vulnerabilities.flatMap((vulnerability, index) => {
		const where = `vulnerabilities[${index}]`;
		if (!isFields(vulnerability)) throw refuse(file, `${where} is no object`);
		return readVulnerability(vulnerability, { where: `${where}.`, file, time, purls });
	});
}

interface Context {
	readonly where: string;
	readonly file: string;
	/** of the document */
	readonly time: number | undefined;
	/** by `bom-ref` */
	readonly purls: ReadonlyMap<string, string>;
}

function readVulnerability(fields: Fields, context: Context): readonly VexStatement[] {
	const { where, file } = context;
	const { analysis } = fields;
	if (!isFields(analysis)) return [];
	const state = findText(analysis, "state", `${where}analysis.`, file);
	const justification = findText(analysis, "justification", `${where}analysis.`, file);
	const id = findText(fields, "id", where, file);
	if (id === undefined || id === "") throw refuse(file, `${where}id is missing`);
	const aliases = takeList(fields, "references", where, file).map((reference) => isFields(reference) && reference.id);
	if (aliases.length >= MOST_IDS) throw refuse(file, `${where}references are more than ${MOST_IDS}`);
	const words = [state, justification].filter((word) => word !== undefined).join(", ");
	const statement = {
		ids: [...new Set([id, ...aliases.filter((alias) => typeof alias === "string" && alias !== "")])] as string[],
		rulesOut: state !== undefined && RULED_OUT.has(state),
		justification: JUSTIFICATIONS.get(justification ?? "") ?? null,
		reason: findText(analysis, "detail", `${where}analysis.`, file)?.trim() || words,
		time:
			findTime(analysis, "lastUpdated", `${where}analysis.`, file) ??
			findTime(fields, "updated", where, file) ??
			context.time ??
			0,
		file,
	};
	return takeList(fields, "affects", where, file).map((affected, index) => {
		const ref = isFields(affected) ? findText(affected, "ref", `${where}affects[${index}].`, file) : undefined;
		if (ref === undefined) throw refuse(file, `${where}affects[${index}].ref is missing`);
		return { ...statement, subject: toSubject(toPurl(ref, context.purls)) };
	});
}

function toPurl(ref: string, purls: ReadonlyMap<string, string>): string {
	const linked = /^urn:cdx:[^#]*#(.*)$/s.exec(ref)?.[1];
	const target = linked === undefined ? ref : decode(linked);
	return purls.get(target) ?? target;
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** Components may hold components, to any depth. */
function listPurls(document: Fields): ReadonlyMap<string, string> {
	const purls = new Map<string, string>();
	const waiting: unknown[] = [document.components, isFields(document.metadata) ? document.metadata.component : null];
	while (waiting.length > 0) {
		const next = waiting.pop();
		if (Array.isArray(next)) for (const item of next) waiting.push(item);
		else if (isFields(next)) {
			const { "bom-ref": ref, purl, components } = next;
			if (typeof ref === "string" && typeof purl === "string") purls.set(ref, purl);
			if (components !== undefined) waiting.push(components);
		}
	}
	return purls;
}
