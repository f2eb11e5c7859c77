import { checkFileName, checkName } from '../content-rules.js';
import type { CodeOriginInput } from './types.js';

/** What was told of the code's place, each in the form in which it is kept and compared. Languages go by lower case. */
export function checkOrigin({ language, functionName, fileName, moduleName }: CodeOriginInput): CodeOriginInput {
  return {
    ...(language === undefined ? {} : { language: checkName('language', language.trim().toLowerCase()) }),
    ...(functionName === undefined ? {} : { functionName: checkName('function_name', functionName) }),
    ...(fileName === undefined ? {} : { fileName: checkFileName(fileName) }),
    ...(moduleName === undefined ? {} : { moduleName: checkName('module_name', moduleName) }),
  };
}
