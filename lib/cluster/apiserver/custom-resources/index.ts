export { definitionControllers, type DefinitionControllersContext } from './controllers';
export { CustomResourceKinds, DEFINITIONS } from './serving';
