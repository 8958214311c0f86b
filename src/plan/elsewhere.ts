/** Packages that no project in the target can move: those of other ecosystems than npm, and those of a bill of materials. */
import type { Package } from "../model.ts";

export function isElsewhere(packages: readonly Package[]): boolean {
	return packages.some(({ ecosystem, evidence }) => ecosystem !== "npm" || evidence.includes("sbom"));
}
