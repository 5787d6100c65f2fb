import { describe, expect, it } from 'vitest';
import { scopesFor } from '../../../simulator/box/auth/scopes.js';

describe('the scopes that an endpoint accepts', () => {
  it.each([
    ['GET', '/2.0/files/1', ['root_readonly', 'root_readwrite']],
    ['GET', '/2.0/files/1/content', ['root_readonly', 'root_readwrite']],
    ['GET', '/2.0/search', ['root_readonly', 'root_readwrite']],
    ['GET', '/2.0/folders/1/collaborations', ['root_readonly', 'root_readwrite']],
    ['PUT', '/2.0/files/1', ['root_readwrite']],
    ['DELETE', '/2.0/folders/1', ['root_readwrite']],
    ['POST', '/2.0/collaborations', ['root_readwrite']],
    ['POST', '/2.0/files/1/metadata/enterprise/securityClassification-6VMVochwUWo', ['root_readwrite']],
    ['PUT', '/2.0/users/1', ['manage_managed_users', 'manage_app_users']],
    ['PUT', '/2.0/users/1/folders/0', ['manage_managed_users', 'manage_app_users']],
    ['GET', '/2.0/users/1/memberships', ['manage_groups']],
    ['POST', '/2.0/group_memberships', ['manage_groups']],
    ['GET', '/2.0/groups/1/collaborations', ['manage_groups']],
    ['POST', '/2.0/webhooks', ['manage_webhook']],
    ['DELETE', '/2.0/webhooks/1', ['manage_webhook']],
    ['GET', '/2.0/enterprise_configurations/1', ['manage_enterprise_properties']],
    ['GET', '/2.0/retention_policies', ['manage_data_retention']],
    ['POST', '/2.0/legal_hold_policy_assignments', ['manage_legal_hold']],
    ['GET', '/2.0/users/me', []],
  ])('%s %s: %j', (method, path, needed) => {
    expect(scopesFor({ method, path, streamType: undefined })).toEqual(needed);
  });
});
