/** `vulnerability.analysis`: how a waived finding was judged. */
import { Vulnerability as Enums } from "@cyclonedx/cyclonedx-library/Enums";
import { Vulnerability as Models } from "@cyclonedx/cyclonedx-library/Models";
import type { FindingWaiver } from "../../model.ts";
import { isNotAffected, renderAcceptance } from "../bom/waived.ts";

const { AnalysisJustification, AnalysisResponse, AnalysisResponseRepository, AnalysisState } = Enums;

/**
 * The justifications of OpenVEX in CycloneDX's words. "Cannot be controlled by an adversary" has no counterpart that
 * would say the same: it is told in the detail only.
 */
const JUSTIFICATIONS: ReadonlyMap<string, Enums.AnalysisJustification> = new Map([
	["component_not_present", AnalysisJustification.CodeNotPresent],
	["vulnerable_code_not_present", AnalysisJustification.CodeNotPresent],
	["vulnerable_code_not_in_execute_path", AnalysisJustification.CodeNotReachable],
	["inline_mitigations_already_exist", AnalysisJustification.ProtectedByMitigatingControl],
]);

/** A risk that was only accepted is still one: `exploitable`, and it will not be fixed for now. */
export function toAnalysis(waiver: FindingWaiver): Models.Analysis {
	const justification = JUSTIFICATIONS.get(waiver.justification ?? "");
	const detail = renderAcceptance(waiver);
	return isNotAffected(waiver)
		? new Models.Analysis({
				state: AnalysisState.NotAffected,
				...(justification === undefined ? {} : { justification }),
				detail,
			})
		: new Models.Analysis({
				state: AnalysisState.Exploitable,
				response: new AnalysisResponseRepository([AnalysisResponse.WillNotFix]),
				detail,
			});
}
