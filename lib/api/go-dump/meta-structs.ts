/** As podStructs: structs of meta/v1, and what of other packages a template holds. */
export const metaStructs: Readonly<Record<string, string>> = {
  ObjectMeta: `Name string, GenerateName string, Namespace string, SelfLink string, UID types.UID, ResourceVersion string,
    Generation int64, CreationTimestamp Time, DeletionTimestamp *Time, DeletionGracePeriodSeconds *int64, Labels map[string]string,
    Annotations map[string]string, OwnerReferences []OwnerReference, Finalizers []string, ManagedFields []ManagedFieldsEntry`,
  OwnerReference: 'APIVersion string, Kind string, Name string, UID types.UID, Controller *bool, BlockOwnerDeletion *bool',
  LabelSelector: 'MatchLabels map[string]string, MatchExpressions []LabelSelectorRequirement',
  LabelSelectorRequirement: 'Key string, Operator LabelSelectorOperator, Values []string',
};
