import { Collapse, Group, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** A section that is collapsed until its label is clicked. */
export function Disclosure({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const [isOpen, { toggle }] = useDisclosure(false);
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <UnstyledButton onClick={toggle} aria-expanded={isOpen}>
        <Group gap={4} wrap="nowrap">
          <Chevron size={16} aria-hidden />
          <Text size="sm" fw={600} component="span">
            {label}
          </Text>
        </Group>
      </UnstyledButton>
      <Collapse expanded={isOpen} pt="xs">
        {children}
      </Collapse>
    </div>
  );
}
