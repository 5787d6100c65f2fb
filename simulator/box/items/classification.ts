/** Classifications: Box's metadata template for them, and its instances on items ("Classifications", Box's guide). */
import { ACME } from '../../enterprise/enterprises.js';
import { LABELS } from '../../enterprise/labels.js';
import type { SimItem } from '../../enterprise/model.js';
import type { World } from '../../enterprise/world/world.js';
import { guid } from '../../random.js';
import type { RenderContext } from '../sharing/viewer.js';

/** The template's key. It is the same in every enterprise. */
const CLASSIFICATION_TEMPLATE = 'securityClassification-6VMVochwUWo';
/** The key of the template's only field. */
export const CLASSIFICATION_KEY = 'Box__Security__Classification__Key';
const SCOPE = `enterprise_${ACME.id}`;

/** Whether a scope (with or without the enterprise's id) and a key name the template. */
export const isTemplate = (scope: string, key: string): boolean =>
  (scope === 'enterprise' || scope === SCOPE) && key === CLASSIFICATION_TEMPLATE;

/** The JSON of the template, with the labels as options. */
export function templateView({ size: { seed } }: World): Record<string, unknown> {
  const options = LABELS.map(({ name, definition, colorID }) => ({
    id: guid(seed, 'label', name),
    key: name,
    staticConfig: { classification: { classificationDefinition: definition, colorID } },
  }));
  return {
    id: guid(seed, 'classification template'),
    type: 'metadata_template',
    scope: SCOPE,
    templateKey: CLASSIFICATION_TEMPLATE,
    displayName: 'Classification',
    hidden: false,
    copyInstanceOnItemCopy: true,
    fields: [
      {
        id: guid(seed, 'classification field'),
        type: 'enum',
        key: CLASSIFICATION_KEY,
        displayName: 'Classification',
        hidden: false,
        options,
      },
    ],
  };
}

/** The JSON of an item's instance; null if it has none. */
export function instanceView({ size: { seed } }: World, item: SimItem): Record<string, unknown> | null {
  if (!item.classification) return null;
  return {
    [CLASSIFICATION_KEY]: item.classification.label,
    $id: guid(seed, 'instance', item.id),
    $parent: `${item.type}_${item.id}`,
    $scope: SCOPE,
    $template: CLASSIFICATION_TEMPLATE,
    $type: `${CLASSIFICATION_TEMPLATE}-${guid(seed, 'classification template')}`,
    $typeVersion: 0,
    $version: item.classification.version,
    $canEdit: true,
  };
}

/** The `classification` of a file or folder. */
export function classificationField({ classification }: SimItem): Record<string, unknown> | null {
  const label = LABELS.find(({ name }) => name === classification?.label);
  return label ? { name: label.name, definition: label.definition, color: label.color } : null;
}

/** The `metadata` of a file or folder. It contains the instance if `fields` names the template in full. */
export function metadataField(item: SimItem, { world, fields }: RenderContext): Record<string, unknown> {
  const isRequested = fields?.split(',').some((name) => name.trim() === `metadata.${SCOPE}.${CLASSIFICATION_TEMPLATE}`);
  const instance = isRequested ? instanceView(world, item) : null;
  return instance ? { [SCOPE]: { [CLASSIFICATION_TEMPLATE]: instance } } : {};
}
