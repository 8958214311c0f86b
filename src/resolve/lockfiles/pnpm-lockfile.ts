/** pnpm-lock.yaml, lockfileVersion 5.0 to 5.4, 6.0, 6.1 and 9.0, one or several YAML documents. */
import type { Observation } from "../../model.ts";
import { toBaseName } from "../bundle-path.ts";
import type { JsonObject } from "../json-object.ts";
import { type LockfileContext, toUnreadable } from "./define.ts";
import { toGraphObservation } from "./lock-graph.ts";
import { readDocument } from "./pnpm-document.ts";
import { toPnpmGraph } from "./pnpm-graph.ts";
import { readPnpmText } from "./pnpm-text.ts";

/** @throws ScanError when the file as a whole cannot be read, or holds entries of which none could be */
export async function parsePnpm(text: string, context: LockfileContext): Promise<Observation> {
	const fileName = toBaseName(context.path);
	const documents = (await readDocuments(text, fileName)).map((document) => readDocument(document, fileName));
	const graph = toPnpmGraph(documents, context);
	if (graph.total > 0 && graph.read === 0) throw toUnreadable(fileName, "none of its entries can be read");
	if (graph.total === 0 && (graph.missing ?? []).length > 0) {
		throw toUnreadable(fileName, "it asks for packages, and holds no entry of any");
	}
	return toGraphObservation(graph, context);
}

async function readDocuments(text: string, fileName: string): Promise<readonly JsonObject[]> {
	const plain = readPnpmText(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
	if (plain !== undefined) return plain;
	const { parseYamlDocuments } = await import("./yaml.ts");
	return parseYamlDocuments(text, fileName);
}
