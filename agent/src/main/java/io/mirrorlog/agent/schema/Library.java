package io.mirrorlog.agent.schema;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The repositories of an agent: the first that has a schema of a name is the one that counts. For one thread. */
final class Library implements AutoCloseable {

    private final List<Repository> repositories;

    Library(List<? extends Repository> repositories) {
        this.repositories = List.copyOf(repositories);
    }

    /**
     * The text of a schema. A repository that cannot be read hides none of those behind it.
     *
     * @throws NoSchemaException when none has it
     * @throws InterruptedException when the agent stops
     */
    String text(SchemaUri uri) throws NoSchemaException, InterruptedException {
        String trouble = "";
        for (Repository repository : repositories) {
            try {
                Optional<String> text = repository.find(uri);
                if (text.isPresent()) {
                    return text.get();
                }
            } catch (IOException e) {
                trouble += (trouble.isEmpty() ? "" : "; ") + e.getMessage();
            }
        }
        throw new NoSchemaException(uri + " is in no repository" + (trouble.isEmpty() ? "" : ": " + trouble));
    }

    @Override
    public void close() {
        repositories.forEach(Repository::close);
    }
}
