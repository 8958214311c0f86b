/** The parts of SPDX 2.3 JSON that fnsift writes. Source: the SPDX specification 2.3 and its schemas/spdx-schema.json. */

/** Not known, or nobody tried to find out (clause 7): never to be read as "none". */
export const NOASSERTION = "NOASSERTION";

export interface SpdxDocumentWire {
	readonly spdxVersion: "SPDX-2.3";
	readonly dataLicense: "CC0-1.0";
	readonly SPDXID: "SPDXRef-DOCUMENT";
	readonly name: string;
	readonly documentNamespace: string;
	readonly creationInfo: { readonly created: string; readonly creators: readonly string[]; readonly comment: string };
	readonly packages: readonly SpdxPackageWire[];
	readonly relationships: readonly RelationshipWire[];
	readonly annotations?: readonly AnnotationWire[];
}

export interface SpdxPackageWire {
	readonly SPDXID: string;
	readonly name: string;
	readonly versionInfo?: string;
	readonly primaryPackagePurpose: "APPLICATION" | "LIBRARY";
	readonly downloadLocation: typeof NOASSERTION;
	readonly filesAnalyzed: false;
	readonly licenseConcluded: typeof NOASSERTION;
	readonly licenseDeclared: typeof NOASSERTION;
	readonly copyrightText: typeof NOASSERTION;
	readonly sourceInfo?: string;
	readonly checksums?: readonly { readonly algorithm: string; readonly checksumValue: string }[];
	readonly externalRefs?: readonly ExternalRefWire[];
	readonly annotations?: readonly AnnotationWire[];
}

export interface ExternalRefWire {
	readonly referenceCategory: "PACKAGE-MANAGER" | "SECURITY";
	readonly referenceType: "purl" | "advisory";
	readonly referenceLocator: string;
	readonly comment?: string;
}

export interface RelationshipWire {
	readonly spdxElementId: string;
	readonly relationshipType:
		| "DESCRIBES"
		| "CONTAINS"
		| "DEPENDS_ON"
		| "DEV_DEPENDENCY_OF"
		| "OPTIONAL_DEPENDENCY_OF"
		| "HAS_PREREQUISITE";
	readonly relatedSpdxElement: string;
}

export interface AnnotationWire {
	readonly annotationType: "OTHER";
	readonly annotator: string;
	readonly annotationDate: string;
	readonly comment: string;
}
