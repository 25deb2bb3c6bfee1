package io.mirrorlog.connector;

import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;

/** Loads the project's classes anew, and fails for those of a library: for tests that it is not touched yet. */
public final class ClassesWithout extends ClassLoader {

    private final Pattern absent;

    /** @param absent the names of classes that are not there, as an expression */
    public ClassesWithout(String absent) {
        super(ClassesWithout.class.getClassLoader());
        this.absent = Pattern.compile(absent);
    }

    /** Runs the class, which needs a constructor without arguments, in a world without that library. */
    public void run(Class<? extends Runnable> work) throws Exception {
        Class<?> anew = loadClass(work.getName());
        if (anew == work) {
            throw new IllegalStateException(work + " was not loaded anew");
        }
        ((Runnable) anew.getConstructor().newInstance()).run();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (absent.matcher(name).matches()) {
            throw new ClassNotFoundException(name);
        }
        if (!name.startsWith("io.mirrorlog.") || findLoadedClass(name) != null) {
            return super.loadClass(name, resolve);
        }
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
