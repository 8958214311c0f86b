/**
 * Which packages a waiver is limited to: `minimist`, `minimist@1.2.0`, `minimist@<1.2.6`, `@scope/name@>=1.0.0 <2.0.0`,
 * `pkg:npm/minimist@1.2.0`. A single version must be the very same text; comparators go by the order of the ecosystem.
 */
import { parsePurl } from "../lib/parse-purl.ts";
import { PURL_TYPES } from "../lib/purl.ts";
import { toVersionOrder } from "../lib/version-order.ts";
import type { Finding } from "../model.ts";
import type { WaivedPackage } from "./waivers.ts";

const VERSION = "[0-9A-Za-z][0-9A-Za-z.+!_~%-]*";
const COMPARATOR = `(?:<=|>=|<|>|=) *${VERSION}`;
const VERSIONS = `(?:@(?:${VERSION}|${COMPARATOR}(?:(?: +|, *)${COMPARATOR})*))?`;
const TYPES = PURL_TYPES.join("|");

/** The form as a regular expression, for the schema too. */
export const PACKAGE_FORM = `^(?:pkg:(?:${TYPES})/@?[^\\s@?#]+|(?:@[^\\s/@]+/)?[^\\s/@]+)${VERSIONS}$`;
const FORM = new RegExp(PACKAGE_FORM, "u");
const EACH = new RegExp(`(<=|>=|<|>|=) *(${VERSION})`, "gu");

/** `undefined` for what has none of the forms above. */
export function parseWaivedPackage(text: string): WaivedPackage | undefined {
	if (!FORM.test(text)) return undefined;
	const purl = parsePurl(text);
	if (purl !== undefined) return { text, ecosystem: purl.ecosystem, name: purl.name, versions: purl.version };
	const at = text.indexOf("@", 1);
	return at < 0
		? { text, ecosystem: null, name: text, versions: null }
		: { text, ecosystem: null, name: text.slice(0, at), versions: text.slice(at + 1) };
}

export function isOfPackage({ ecosystem, name, version }: Finding, selected: WaivedPackage): boolean {
	if (selected.name !== name || (selected.ecosystem !== null && selected.ecosystem !== ecosystem)) return false;
	if (selected.versions === null || selected.versions === version) return true;
	if (version === null || !/^[<>=]/.test(selected.versions)) return false;
	const order = toVersionOrder(ecosystem);
	const found = order.parse(version);
	return [...selected.versions.matchAll(EACH)].every(([, operator = "", text = ""]) => {
		const bound = order.parseBound(text);
		return found !== undefined && bound !== undefined && holds(operator, order.compare(found, bound));
	});
}

function holds(operator: string, order: number): boolean {
	switch (operator) {
		case "<":
			return order < 0;
		case "<=":
			return order <= 0;
		case ">":
			return order > 0;
		case ">=":
			return order >= 0;
		default:
			return order === 0;
	}
}
