/**
 * What was seen together decides how bad it is. The first rule whose capabilities are all there is taken.
 *
 * In order: 1. what is an attack whatever else is there; 2. theft: something worth stealing and a way out;
 * 3. lasting harm; 4. hiding; 5. capabilities that honest installers have as well.
 */
import type { Confidence, Severity } from "../../../model.ts";
import type { Capability } from "./signals/define.ts";

export interface Rule {
	/** one of each list must be there */
	readonly needs: readonly (readonly Capability[])[];
	readonly severity: Severity;
	readonly confidence: Confidence;
	readonly title: string;
}

type Needs = readonly (readonly Capability[])[];

const rule = (severity: Severity) => {
	return (confidence: Confidence, does: string, ...needs: Needs): Rule => {
		return { needs, severity, confidence, title: `Install script ${does}` };
	};
};
const critical = rule("critical");
const high = rule("high");
const medium = rule("medium");
const low = rule("low");

const SENDS = ["uploads", "sends-by-name", "drop-host", "socket"] as const;
const STEALS = ["reads-secrets", "reads-environment", "reads-token"] as const;
const RUNS = ["starts-processes", "evaluates", "detaches"] as const;

export const RULES: readonly Rule[] = [
	critical("high", "gives a shell to another machine", ["remote-shell"]),
	critical("high", "reads credentials and sends data out", ["reads-secrets"], SENDS),
	critical("high", "collects the environment and sends data out", ["reads-environment"], SENDS),
	critical("medium", "reads credentials and makes network requests", ["reads-secrets"], ["requests", "downloads"]),
	critical("high", "uses credentials to act on the developer's accounts", ["spreads"], STEALS),
	critical("high", "runs code that it downloads", ["runs-fetched"], ["drop-host", "detaches", "persists", ...STEALS]),
	critical("high", "runs code that it downloads", ["runs-fetched"], ["mines", "obfuscated", "hides-text"]),

	high("high", "runs code that it downloads", ["runs-fetched"]),
	high("high", "deletes what is not its own", ["destroys"]),
	high("high", "starts a cryptocurrency miner", ["mines"]),
	high(
		"medium",
		"collects the environment and makes network requests",
		["reads-environment"],
		["requests", "downloads"],
	),
	high("high", "sends data about the machine out", ["reads-host", "reads-user"], ["sends-by-name", "drop-host"]),
	high("medium", "sends data about the machine out", ["reads-host"], SENDS),
	high("low", "learns about the machine and makes network requests", ["reads-host"], ["requests", "downloads"]),
	high("medium", "sends an access token out", ["reads-token"], ["sends-by-name", "drop-host", "uploads"]),
	high("medium", "sends data in DNS names", ["sends-by-name"]),
	high("high", "writes to where it will be run again", ["persists"]),
	high("medium", "acts on the developer's accounts", ["spreads"]),
	high("high", "runs code that it decodes", ["runs-decoded"]),
	high("medium", "is obfuscated", ["obfuscated"]),
	high("medium", "decodes hidden text", ["hides-text"]),
	high("medium", "deciphers text and uses it", ["deciphers"], [...SENDS, ...RUNS, "requests"]),
	high("medium", "talks to a suspicious address and runs processes", ["drop-host"], RUNS),
	high("medium", "changes other packages and evaluates text as code", ["tampers"], ["evaluates"]),
	high("low", "makes network requests and evaluates text as code", ["evaluates"], ["requests", "downloads", "socket"]),
	high("low", "downloads and starts something that outlives it", ["detaches"], ["requests", "downloads"]),

	medium("medium", "talks to a suspicious address", ["drop-host"]),
	medium("medium", "reads credentials", ["reads-secrets"]),
	medium("medium", "changes other packages", ["tampers"]),
	medium("low", "collects the environment", ["reads-environment"]),
	medium("low", "opens a raw socket", ["socket"]),
	medium("low", "sends data out", ["uploads"]),
	medium("low", "deciphers text", ["deciphers"]),
	medium("low", "evaluates text as code", ["evaluates"]),
	medium("low", "starts a process that outlives it", ["detaches"]),
	medium("low", "downloads a program and runs it", ["requests", "downloads"], ["marks-executable", "starts-processes"]),

	medium("low", "makes network requests on the command line", ["downloads"]),

	low("medium", "makes network requests", ["requests"]),
	low("medium", "starts processes", ["starts-processes"]),
];

/** The rule that applies; `undefined` when nothing that counts was seen. */
export function findRule(seen: ReadonlySet<Capability>): Rule | undefined {
	return RULES.find(({ needs }) => needs.every((oneOf) => oneOf.some((capability) => seen.has(capability))));
}
