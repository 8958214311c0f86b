/** `annotations`: remarks for which CycloneDX has no field. */
import { VERSION } from "../../lib/version.ts";
import type { Inventory } from "../bom/inventory.ts";
import { listRemarks } from "../bom/remarks.ts";

export interface AnnotationWire {
	readonly subjects: readonly string[];
	readonly annotator: {
		readonly component: { readonly type: "application"; readonly name: "fnsift"; readonly version: string };
	};
	readonly timestamp: string;
	readonly text: string;
}

export function toAnnotations({ targets }: Inventory, timestamp: string): readonly AnnotationWire[] {
	const annotator = { component: { type: "application", name: "fnsift", version: VERSION } } as const;
	return targets.flatMap(listRemarks).map(({ ref, text }) => ({ subjects: [ref], annotator, timestamp, text }));
}
