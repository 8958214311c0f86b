/** `fnsift explain --package <purl>`: what the advisories say of a package, without looking into a target. */
import { EXIT, type ExitCode, UsageError } from "../../../errors.ts";
import { compareCodeUnits } from "../../../lib/order.ts";
import { parsePurl, splitPurl } from "../../../lib/parse-purl.ts";
import { toPurl } from "../../../lib/purl.ts";
import { toSafeExcerpt, toSafeText } from "../../../lib/sanitise.ts";
import { loadVersionOrders } from "../../../lib/version-order.ts";
import { match } from "../../../match/index.ts";
import {
	type Advisory,
	type Bundle,
	type DependencyGraph,
	type Ecosystem,
	FUNCTION_ORIGIN,
	type Package,
	SEVERITIES,
} from "../../../model.ts";
import { plan } from "../../../plan/index.ts";
import { renderPackageAnswer, renderVersionAnswer } from "../../../report/explain/package.ts";
import type { ScanPorts } from "../../../scan.ts";
import type { TargetCommandOptions } from "../../options.ts";
import { openScanPorts } from "../../setup/scan.ts";
import type { Terminal } from "../../terminal.ts";

/** Exit 3 when the advisories could not be asked, or not about this version. @throws UsageError, DatabaseError */
export async function runExplainPackage(
	purl: string,
	options: TargetCommandOptions,
	terminal: Terminal,
): Promise<ExitCode> {
	const { ecosystem, name, version } = parseAsked(purl);
	const { ports, close } = await openScanPorts(options, terminal);
	const page = { columns: terminal.columns, color: options.color ?? terminal.color };
	try {
		if (!ports.advisories.covers(ecosystem)) {
			terminal.err(
				`fnsift: the advisory database has no records of ${ecosystem}: nothing can be said of its packages.\n`,
			);
			const all = [...new Set(["npm", ecosystem])].map((one) => `--ecosystem ${one}`).join(" ");
			terminal.err(`  Fetch them with \`fnsift db update ${all}\`, or ask with --online.\n`);
			return EXIT.untrustworthy;
		}
		await loadVersionOrders([ecosystem]);
		// Asked for when all is answered: a service's data are the records that were used.
		const about = () => ({ ecosystem, name, database: ports.advisories.info });
		if (version === null) {
			const unanswered = (await ports.advisories.prepare?.([{ ecosystem, name, version: null }])) ?? [];
			for (const { reason } of unanswered)
				terminal.err(`fnsift: no answer about ${toSafeText(name)}: ${toSafeText(reason)}\n`);
			if (unanswered.length > 0) return EXIT.untrustworthy;
			const advisories = [...ports.advisories.find(ecosystem, name)].sort(compareAdvisories);
			close();
			terminal.out(renderPackageAnswer({ ...about(), advisories }, page));
			return EXIT.ok;
		}
		const answer = await judge(toGraph({ ecosystem, name, version }), ports);
		close();
		terminal.out(renderVersionAnswer({ ...about(), version, ...answer }, page));
		return answer.gaps.length === 0 ? EXIT.ok : EXIT.untrustworthy;
	} finally {
		close();
	}
}

const HINT = "Give a package URL such as pkg:npm/minimist@1.2.0, pkg:pypi/django@3.2 or pkg:maven/group/artifact.";

function parseAsked(purl: string) {
	const asked = parsePurl(purl);
	if (asked !== undefined) return asked;
	const type = splitPurl(purl)?.type;
	const shown = toSafeExcerpt(purl, 200);
	if (type === undefined) throw new UsageError(`${shown} is no package URL.`, HINT);
	throw new UsageError(`${shown} names no package of npm, PyPI or Maven.`, HINT);
}

/** The most severe first, then by id (code units). */
function compareAdvisories(a: Advisory, b: Advisory): number {
	return (
		Number(b.malicious) - Number(a.malicious) ||
		SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
		compareCodeUnits(a.id, b.id)
	);
}

/** Judged as if it were all that a bill of materials lists: findings and their ids are those of a scan. */
async function judge(
	graph: DependencyGraph,
	{ advisories: index, popularity, registry, progress, openExploits }: ScanPorts,
) {
	const exploits = openExploits === undefined ? {} : { openExploits };
	const { findings, gaps } = await match({ graph, bundle: NO_FILES, index, popularity, progress, ...exploits });
	const { fixes, gaps: unplanned } = await plan({ graph, findings, index, registry, progress });
	return { findings, fixes, gaps: [...gaps, ...unplanned] };
}

function toGraph({
	ecosystem,
	name,
	version,
}: {
	ecosystem: Ecosystem;
	name: string;
	version: string;
}): DependencyGraph {
	const purl = toPurl(ecosystem, name, version);
	const location = "/var/task/package-url#/packages/0";
	const asked: Package = {
		id: `${name}@${version}`,
		purl,
		ecosystem,
		name,
		version,
		source: "registry",
		evidence: ["sbom"],
		confidence: "high",
		origin: FUNCTION_ORIGIN,
		locations: [location],
		relation: "unknown",
		scope: "prod",
		shadowedBy: null,
		unrooted: false,
		hasInstallScript: false,
		integrity: null,
		size: null,
	};
	return { packages: [asked], at: new Map([[location, asked]]), own: [], edges: [], disagreements: [] };
}

const NO_FILES: Bundle = {
	target: "",
	kind: "sbom",
	layers: [],
	files: [],
	visible: new Map(),
	size: { compressed: null, uncompressed: 0, files: 0 },
	codeSha256: null,
	gaps: [],
	read: () => undefined,
};
