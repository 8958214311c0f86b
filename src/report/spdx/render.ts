/**
 * The report as an SPDX 2.3 document: targets and their own code as applications, packages as libraries, edges as
 * relationships. The namespace is derived from the content without its times: the same content has the same one.
 */
import { addTo } from "../../lib/multimap.ts";
import { VERSION } from "../../lib/version.ts";
import type { Report } from "../../model.ts";
import { toContentUuid } from "../bom/content-uuid.ts";
import { takeInventory } from "../bom/inventory.ts";
import { listRemarks } from "../bom/remarks.ts";
import { renderJson } from "../text/json-text.ts";
import { DOCUMENT_ID, toSpdxId } from "./id.ts";
import { listPackages } from "./packages.ts";
import { listRelationships } from "./relationships.ts";
import type { AnnotationWire, SpdxDocumentWire } from "./wire.ts";

export function renderSpdx(report: Report): string {
	const inventory = takeInventory(report);
	const created = toSeconds(report.startedAt);
	const remarks = new Map<string, AnnotationWire[]>();
	for (const { ref, text } of inventory.targets.flatMap(listRemarks)) {
		const annotation = {
			annotationType: "OTHER",
			annotator: `Tool: fnsift-${VERSION}`,
			annotationDate: created,
			comment: text,
		} as const;
		addTo(remarks, toSpdxId(ref), annotation);
	}
	const packages = listPackages(inventory).map((item) => {
		const annotations = remarks.get(item.SPDXID);
		return annotations === undefined ? item : { ...item, annotations };
	});
	const { source, updated, advisories } = report.database;
	const [only] = inventory.targets;
	const document: SpdxDocumentWire = {
		spdxVersion: "SPDX-2.3",
		dataLicense: "CC0-1.0",
		SPDXID: DOCUMENT_ID,
		name: only !== undefined && inventory.targets.length === 1 ? only.name : "functions",
		documentNamespace: "",
		creationInfo: {
			created,
			creators: [`Tool: fnsift-${VERSION}`],
			comment: `advisories: ${source}, ${advisories} records, newest ${updated}`,
		},
		packages,
		relationships: listRelationships(inventory),
	};
	const uuid = toContentUuid(withoutTimes(document));
	return renderJson({ ...document, documentNamespace: `https://spdx.org/spdxdocs/fnsift-${uuid}` });
}

function withoutTimes({ creationInfo, packages, ...document }: SpdxDocumentWire): unknown {
	return {
		...document,
		creationInfo: { ...creationInfo, created: "" },
		packages: packages.map(({ annotations = [], ...item }) => ({
			...item,
			annotations: annotations.map(({ comment }) => comment),
		})),
	};
}

/** `YYYY-MM-DDThh:mm:ssZ`, the only form that clause 6.9 allows. */
function toSeconds(time: string): string {
	return time.replace(/\.\d+Z$/, "Z");
}
