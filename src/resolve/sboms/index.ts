/**
 * Bills of materials as targets: the formats, in the order in which they are asked whether a document is theirs.
 *
 * An entry that cannot be read is a gap; a document that lists components of which none can be read is an error.
 */
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import { type Bundle, type BundleFile, FUNCTION_ORIGIN, type Observation } from "../../model.ts";
import { toBaseName } from "../bundle-path.ts";
import { findProperty, isObject, type JsonObject } from "../json-object.ts";
import { cyclonedx } from "./cyclonedx.ts";
import type { SbomFormat } from "./define.ts";
import { parseDocument, toNotSupported, toTooLarge, toUnreadable } from "./document.ts";
import { toSbomObservation } from "./graph.ts";
import { spdx } from "./spdx.ts";

export const SBOM_FORMATS: readonly SbomFormat[] = [cyclonedx, spdx];

/** More than any bill of materials lists. */
const MOST_LINKS = 1_000_000;

/** @throws ScanError `sbom-unreadable`, `sbom-not-supported`, `sbom-too-large` */
export function readSbomTarget(bundle: Bundle): Observation {
	const file = bundle.files.find(({ origin }) => origin === FUNCTION_ORIGIN);
	const bytes = file === undefined ? undefined : bundle.read(file);
	if (file === undefined || bytes === undefined) throw toUnreadable("the bill of materials", "it was not read");
	return parseSbom(bytes, file);
}

/** @throws ScanError as readSbomTarget */
export function parseSbom(bytes: Uint8Array, { path, origin }: Pick<BundleFile, "path" | "origin">): Observation {
	const fileName = toBaseName(path);
	refuseOtherForms(bytes, fileName);
	const whole = parseDocument(bytes, fileName);
	// GitHub's export is wrapped: {"sbom": {"spdxVersion": …}}.
	const inner = findProperty(whole, "sbom");
	const [document, base] = isObject(inner) && findFormat(whole) === undefined ? [inner, "/sbom"] : [whole, ""];
	const format = findFormat(document);
	if (format === undefined) throw toUnknown(document, fileName);
	const foreign = format.findForeignVersion(document);
	if (foreign !== undefined) throw toNotSupported(fileName, toSafeExcerpt(foreign, 40));
	const content = format.parse(document, fileName);
	if (content.links.length > MOST_LINKS) throw toTooLarge(fileName, `more than ${MOST_LINKS} dependencies`);
	const { unread, ...observation } = toSbomObservation(content, { path, origin, base });
	if (observation.packages.length === 0 && unread.length + content.broken > 0) {
		const [gap] = observation.gaps;
		const hint = "fnsift reads components of npm, PyPI and Maven by their package URLs.";
		throw toUnreadable(fileName, `none of its components can be read: ${gap?.message ?? ""}`, hint);
	}
	return observation;
}

function findFormat(document: JsonObject): SbomFormat | undefined {
	return SBOM_FORMATS.find((format) => format.isMeant(document));
}

const HEAD = 4_096;

/** Forms that are no JSON are known by how they start. */
function refuseOtherForms(bytes: Uint8Array, fileName: string): void {
	const head = Buffer.from(bytes.subarray(0, HEAD)).toString("utf8");
	if (/^\uFEFF?\s*</.test(head)) {
		throw toNotSupported(fileName, head.includes("cyclonedx.org/schema/bom") ? "CycloneDX in XML" : "XML");
	}
	if (/^\uFEFF?\s*SPDXVersion:/m.test(head)) throw toNotSupported(fileName, "SPDX in its tag-value form");
	if (/^spdxVersion:/m.test(head)) throw toNotSupported(fileName, "SPDX in YAML");
}

function toUnknown(document: JsonObject, fileName: string) {
	const context = JSON.stringify(findProperty(document, "@context") ?? null);
	if (context.includes("spdx.org/rdf/")) return toNotSupported(fileName, "SPDX 3 (JSON-LD)");
	return toUnreadable(fileName, "neither CycloneDX nor SPDX", "Give a bill of materials in one of these formats.");
}
