/** How strongly own code needs a package. */
import type { Scope } from "../model.ts";

/** What npm's flags leave: a package that is both dev and optional goes away with either, so the weaker word. */
export function toScope({ dev, optional, peer }: { dev: boolean; optional: boolean; peer: boolean }): Scope {
	if (dev) return "dev";
	if (optional) return "optional";
	return peer ? "peer" : "prod";
}
