"""Changes of playbooks by the office, and their steps taken on for a warning."""
