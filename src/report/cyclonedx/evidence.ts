/** `component.evidence`: how a package was identified and where it was seen. */
import { toRelative } from "../../lib/location.ts";
import { CONFIDENCE_NUMBERS, EVIDENCE_TRAITS, type EvidenceTraits } from "../bom/evidence.ts";
import type { ListedPackage } from "../bom/inventory.ts";

export interface EvidenceWire {
	readonly identity: readonly [
		{
			readonly field: "purl";
			readonly confidence: number;
			readonly methods: readonly {
				readonly technique: EvidenceTraits["technique"];
				readonly confidence: number;
				/** the kind of evidence, as the JSON report has it */
				readonly value: string;
			}[];
		},
	];
	readonly occurrences: readonly { readonly location: string }[];
}

export function toEvidence({ package: item }: ListedPackage): EvidenceWire {
	const confidence = CONFIDENCE_NUMBERS[item.confidence];
	const methods = item.evidence.map((kind) => ({
		technique: EVIDENCE_TRAITS[kind].technique,
		confidence,
		value: kind,
	}));
	const locations = new Set(item.locations.map((location) => toRelative(location)));
	return {
		identity: [{ field: "purl", confidence, methods }],
		occurrences: [...locations].map((location) => ({ location })),
	};
}
