/**
 * The report as a CycloneDX document.
 *
 * The CycloneDX library holds the model and writes it by the rules of each version. What it cannot write (evidence with
 * places, compositions, annotations) is laid over what it wrote; tests validate the whole against the official schemas.
 * Nothing is sorted by the library, whose order depends on the locale: lists keep the order of the report.
 *
 * The serial number is derived from the document without its times, so that the same content has the same number.
 */
import { Bom, ComponentRepository, Vulnerability } from "@cyclonedx/cyclonedx-library/Models";
import { JSON as CycloneDxJson } from "@cyclonedx/cyclonedx-library/Serialize";
import { Spec1dot6, Spec1dot7 } from "@cyclonedx/cyclonedx-library/Spec";
import type { Report } from "../../model.ts";
import { toContentUuid } from "../bom/content-uuid.ts";
import { type Inventory, takeInventory } from "../bom/inventory.ts";
import { renderJson } from "../text/json-text.ts";
import { toAnnotations } from "./annotations.ts";
import { listComponents } from "./components.ts";
import { toCompositions } from "./compositions.ts";
import { toDependencies } from "./dependencies.ts";
import { type EvidenceWire, toEvidence } from "./evidence.ts";
import { toMetadata } from "./metadata.ts";
import { listVulnerabilities } from "./vulnerabilities.ts";

export type CycloneDxVersion = "1.6" | "1.7";

export function renderCycloneDx(report: Report, version: CycloneDxVersion): string {
	const inventory = takeInventory(report);
	const bom = new Bom({
		metadata: toMetadata(report, inventory),
		components: new ComponentRepository(listComponents(inventory)),
		vulnerabilities: new Vulnerability.VulnerabilityRepository(listVulnerabilities(inventory)),
	});
	const factory = new CycloneDxJson.Normalize.Factory(version === "1.6" ? Spec1dot6 : Spec1dot7);
	const { $schema, bomFormat, specVersion, metadata, components, vulnerabilities } = factory
		.makeForBom()
		.normalize(bom, {});
	const evidence = toEvidenceByRef(inventory);
	const content = {
		components: components?.map((component) => ({ ...component, evidence: evidence.get(component["bom-ref"] ?? "") })),
		dependencies: toDependencies(inventory),
		compositions: toCompositions(inventory),
		vulnerabilities,
	};
	return renderJson({
		$schema,
		bomFormat,
		specVersion,
		serialNumber: `urn:uuid:${toContentUuid([specVersion, metadata, content, toAnnotations(inventory, "")])}`,
		version: 1,
		metadata: { ...metadata, timestamp: report.startedAt },
		...content,
		annotations: toAnnotations(inventory, report.startedAt),
	});
}

function toEvidenceByRef({ targets }: Inventory): ReadonlyMap<string, EvidenceWire> {
	return new Map(targets.flatMap(({ packages }) => packages.map((item) => [item.ref, toEvidence(item)] as const)));
}
