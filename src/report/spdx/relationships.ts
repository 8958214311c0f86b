/**
 * `relationships`: the document describes its targets and their own code, targets contain what nothing asks for, and edges say who depends
 * on whom. `NOASSERTION` at the end of one says that there may be more: a target with gaps, a package whose
 * dependencies are not known.
 */
import type { EdgeType } from "../../model.ts";
import type { Inventory, ListedTarget } from "../bom/inventory.ts";
import { DOCUMENT_ID, toSpdxId } from "./id.ts";
import { NOASSERTION, type RelationshipWire } from "./wire.ts";

type Type = RelationshipWire["relationshipType"];

/** As `npm sbom` has them. A relationship that ends in `_OF` points from the dependency to who needs it. */
const TYPES: Readonly<Record<EdgeType, Type>> = {
	prod: "DEPENDS_ON",
	bundled: "DEPENDS_ON",
	peer: "HAS_PREREQUISITE",
	dev: "DEV_DEPENDENCY_OF",
	optional: "OPTIONAL_DEPENDENCY_OF",
};

export function listRelationships({ targets }: Inventory): readonly RelationshipWire[] {
	return targets.flatMap((target) => [
		...[target, ...target.members].map(({ ref }) => toRelationship(DOCUMENT_ID, "DESCRIBES", toSpdxId(ref))),
		...listContained(target),
		...listEdges(target),
	]);
}

function listContained({ ref, report, members, packages, dependencies }: ListedTarget): readonly RelationshipWire[] {
	const wanted = new Set([...dependencies.values()].flatMap((list) => list.map((dependency) => dependency.ref)));
	const loose = packages.filter((item) => !wanted.has(item.ref));
	return [
		...[...members, ...loose].map((item) => toRelationship(toSpdxId(ref), "CONTAINS", toSpdxId(item.ref))),
		...(report.complete ? [] : [toRelationship(toSpdxId(ref), "CONTAINS", NOASSERTION)]),
	];
}

function listEdges({ packages, dependencies }: ListedTarget): readonly RelationshipWire[] {
	const known = [...dependencies].flatMap(([from, list]) => {
		const edges = list.map(({ ref, type }) => toEdge(toSpdxId(from), TYPES[type], toSpdxId(ref)));
		// `prod` and `bundled` are one relationship.
		return [...new Map(edges.map((edge) => [JSON.stringify(edge), edge])).values()];
	});
	const unknown = packages.filter(({ ref }) => !dependencies.has(ref));
	return [...known, ...unknown.map(({ ref }) => toRelationship(toSpdxId(ref), "DEPENDS_ON", NOASSERTION))];
}

function toEdge(from: string, type: Type, to: string): RelationshipWire {
	return type.endsWith("_OF") ? toRelationship(to, type, from) : toRelationship(from, type, to);
}

function toRelationship(spdxElementId: string, relationshipType: Type, relatedSpdxElement: string): RelationshipWire {
	return { spdxElementId, relationshipType, relatedSpdxElement };
}
